"""All grade cells deleted.

Without a cell nothing is recorded, which counts as no points.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Delete every grade cell."""
    for cell in grade_cells(notebook):
        notebook["cells"].remove(cell)
