"""A copy of a test with the same id, tagged not to be run, behind the original.

nbgrader empties the metadata of one of them, can't read that, and gives the submission up.
"""

from copy import deepcopy

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Append a copy of the test of `ans` that is skipped."""
    copy = deepcopy(cell_of(notebook, "test_ans"))
    copy["metadata"]["tags"] = ["skip-execution"]
    copy["id"] = "copy-of-test-ans"
    notebook["cells"].append(copy)
