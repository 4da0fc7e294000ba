"""All tests turned into raw cells, which no executor runs.

nbgrader puts the cells' type back, and their source.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Make raw cells of all tests."""
    for cell in grade_cells(notebook):
        cell["cell_type"] = "raw"
        del cell["outputs"], cell["execution_count"]
