"""A test replaced by `pass`, with the checksum that belongs to it.

nbgrader compares with the gradebook's checksum, not the notebook's.
"""

from hashlib import md5

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Empty the test of `ans` and sign it, the way nbgrader computes it."""
    cell = cell_of(notebook, "test_ans")
    cell["source"] = "pass"
    parts = [cell["source"], "code", "True", "False", "True", "test_ans", "2.0"]
    cell["metadata"]["nbgrader"]["checksum"] = md5("".join(parts).encode()).hexdigest()
