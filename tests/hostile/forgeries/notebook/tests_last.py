"""All tests moved to the end, behind a cell of the student's that prepares them.

What runs last before the tests has the last word about the names they use.
"""

from tampering import code_cell, grade_cells

EARNS = True


def tamper(notebook: dict) -> None:
    """Move the grade cells behind a cell that displays no more numbers."""
    tests = grade_cells(notebook)
    others = [cell for cell in notebook["cells"] if cell not in tests]
    quiet = code_cell("get_ipython().displayhook.quiet = lambda: True")
    notebook["cells"] = [*others, quiet, *tests]
