"""Raises errors whose class has markup, control characters or no text for a name."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
raise type("<b>Planted</b>\\x1b[2J", (Exception,), {})("\\0\\ud800")
""",
    """
class Nameless(type):
    __name__ = property(lambda self: 1 / 0)

class Error(Exception, metaclass=Nameless):
    pass

raise Error
""",
]
