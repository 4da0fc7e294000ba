"""Recurses without end, in Python and in C, with the limit lifted."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import sys

sys.setrecursionlimit(2**31 - 1)

def deeper(depth):
    return deeper(depth + 1)

try:
    deeper(0)
except (RecursionError, MemoryError) as error:
    print("held:", type(error).__name__)
""",
    """
class Endless:
    def __repr__(self):
        return repr(self)

Endless()
""",
]
