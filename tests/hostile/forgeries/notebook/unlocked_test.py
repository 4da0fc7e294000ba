"""A test declared unlocked and rewritten.

Grade cells count as locked, whatever they say.
"""

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Unlock the test of `ans` and empty it."""
    cell = cell_of(notebook, "test_ans")
    cell["metadata"]["nbgrader"]["locked"] = False
    cell["source"] = "pass"
