"""A function that raises SystemExit(0), which asserts and `except Exception` let through.

IPython reports it as an error of the cell.
"""

EARNS = False
CELLS = {
    "sq": """
def sq(x):
    raise SystemExit(0)
"""
}
