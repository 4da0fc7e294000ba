"""A cell of the student's right before a test, which makes NumPy accept everything.

The solution cell above it looks innocent.
"""

from tampering import code_cell, insert_before

EARNS = True


def tamper(notebook: dict) -> None:
    """Put a cell before the test of `sq`."""
    source = "np.testing.assert_allclose = lambda *args: None\nnp.allclose = lambda *args: True"
    insert_before(notebook, "test_sq", code_cell(source))
