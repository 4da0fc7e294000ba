"""An answer that raises inside its own comparison.

The assert is never decided, and the cell ends with an error.
"""

EARNS = False
CELLS = {
    "ans": """
class Touchy(int):
    def __eq__(self, other):
        raise ValueError("please don't compare me")

ans = Touchy(56)
"""
}
