"""The grade flag of a test taken away, so that nothing is recorded for it.

nbgrader finds that the cell has changed and gives the submission up.
"""

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Declare the test of `ans` an ordinary locked cell."""
    cell_of(notebook, "test_ans")["metadata"]["nbgrader"]["grade"] = False
