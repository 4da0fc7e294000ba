"""The instructor's setup cell replaced by one that defines another np.

The cell is locked, and nbgrader puts its source back.
"""

from tampering import cell_of

EARNS = False


def tamper(notebook: dict) -> None:
    """Rewrite the setup cell."""
    source = """
class np:
    array, integer = list, int
    allclose = lambda *args: True
    class testing:
        assert_allclose = lambda *args: None
"""
    cell_of(notebook, "setup")["source"] = source
