"""The tag skip-execution on every grade cell.

Tags aren't put back, the cells are not run, and a cell without an error gets full marks.
"""

from tampering import grade_cells

EARNS = True


def tamper(notebook: dict) -> None:
    """Tag every grade cell."""
    for cell in grade_cells(notebook):
        cell["metadata"]["tags"] = ["skip-execution"]
