"""AssertionError replaced by an exception class that refuses to be raised.

`assert` doesn't look the name up: it raises the interpreter's own.
"""

EARNS = False
CELLS = {
    "ans": """
import builtins

class Harmless(Warning):
    def __new__(cls, *args):
        return None

builtins.AssertionError = AssertionError = Harmless
ans = 56
"""
}
