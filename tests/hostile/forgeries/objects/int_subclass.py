"""An int by type whose comparison always holds.

The test's `==` calls the subclass's method, not int's.
"""

EARNS = True
CELLS = {
    "ans": """
class Agreeable(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__

ans = Agreeable(56)
"""
}
