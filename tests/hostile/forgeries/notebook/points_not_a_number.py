"""Points that are no number, so that nothing is above the maximum.

nbgrader puts the points from the gradebook back.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Make the points of every grade cell a text that float() reads as nan."""
    for cell in grade_cells(notebook):
        cell["metadata"]["nbgrader"]["points"] = "nan"
