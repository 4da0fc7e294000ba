"""All tests moved to the top, before there is anything to test.

They fail there, with a NameError.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Move the grade cells to the top."""
    tests = grade_cells(notebook)
    notebook["cells"] = tests + [cell for cell in notebook["cells"] if cell not in tests]
