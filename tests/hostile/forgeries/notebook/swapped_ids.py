"""The whole metadata exchanged between a test and the setup cell, which is easy to pass.

nbgrader puts the source that belongs to the id wherever the id is.
"""

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Make the setup cell the test of `ans`, and the other way round."""
    setup, test = cell_of(notebook, "setup"), cell_of(notebook, "test_ans")
    setup["metadata"], test["metadata"] = test["metadata"], setup["metadata"]
