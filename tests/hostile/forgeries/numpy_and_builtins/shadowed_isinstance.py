"""The name isinstance, defined in the notebook as always True, and values that agree.

What is no list and no int passes as both.
"""

EARNS = True
CELLS = {
    "words": """
class Agreeable:
    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return False

def isinstance(value, kind):
    return True

words = (Agreeable(), Agreeable(), Agreeable(), Agreeable())
"""
}
