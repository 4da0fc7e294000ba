"""A hundred points for each grade cell, in the submission's metadata.

nbgrader puts the points from the gradebook back.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Raise the points of every grade cell."""
    for cell in grade_cells(notebook):
        cell["metadata"]["nbgrader"]["points"] = 100
