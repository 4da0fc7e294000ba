"""A test declared a task, which only a person grades.

A cell that is a test and a task is no valid metadata.
"""

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Declare the test of `ans` a task."""
    cell_of(notebook, "test_ans")["metadata"]["nbgrader"]["task"] = True
