"""A test turned into text, which isn't run.

nbgrader puts the cell's type back, and its source.
"""

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Make markdown of the test of `ans`."""
    cell = cell_of(notebook, "test_ans")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]
