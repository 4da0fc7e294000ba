"""Scores and statuses in the metadata of the notebook and of its tests.

nbgrader accepts no keys in its metadata that it doesn't know, and gives the submission up.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Add the keys that results might be read from."""
    notebook["metadata"]["nbgrader"] = {"score": 11.0, "max_score": 11.0}
    for cell in grade_cells(notebook):
        points = cell["metadata"]["nbgrader"]["points"]
        cell["metadata"]["nbgrader"] |= {"score": points, "auto_score": points, "status": "passed"}
