"""A test under a new id, as if the assignment had it.

nbgrader knows no such cell, and gives the submission up.
"""

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Rename the test of `ans`."""
    cell_of(notebook, "test_ans")["metadata"]["nbgrader"]["grade_id"] = "test_ans_easy"
