"""Scores and statuses in metadata of a grader's name, on the notebook and on its tests.

nbgrader keeps its results in the gradebook alone.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Add the keys that results might be read from."""
    notebook["metadata"]["autograder"] = {"score": 11.0, "max_score": 11.0, "status": "graded"}
    for cell in grade_cells(notebook):
        points = cell["metadata"]["nbgrader"]["points"]
        cell["metadata"]["autograder"] = {"score": points, "max_score": points, "status": "passed"}
