"""The instructor's setup cell without nbgrader's metadata, and another np in it.

It is an ordinary cell then, and nbgrader lets it run as it is.
"""

from tampering import cell_of

EARNS = True


def tamper(notebook: dict) -> None:
    """Rewrite the setup cell as the student's own."""
    cell = cell_of(notebook, "setup")
    cell["metadata"] = {}
    cell["source"] = """
class np:
    array, integer = list, int
    allclose = lambda *args: True
    class testing:
        assert_allclose = lambda *args: None
"""
