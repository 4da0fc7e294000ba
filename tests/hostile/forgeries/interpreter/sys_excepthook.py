"""sys.excepthook replaced by a function that does nothing.

Notebooks never call it.
"""

EARNS = False
CELLS = {
    "ans": """
import sys

sys.excepthook = sys.unraisablehook = lambda *args: None
ans = 56
"""
}
