"""A test declared a solution too, which makes it the student's to write.

nbgrader would leave the score to a person, but finds that the cell has changed.
"""

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Declare the test of `ans` a solution and empty it."""
    cell = cell_of(notebook, "test_ans")
    cell["metadata"]["nbgrader"]["solution"] = True
    cell["source"] = "pass"
