"""Has a value displayed that never comes to an end, and an error with such a text."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
class Slow:
    def __repr__(self):
        while True:
            pass

Slow()
""",
    """
class SlowError(Exception):
    def __str__(self):
        while True:
            pass

raise SlowError
""",
]
