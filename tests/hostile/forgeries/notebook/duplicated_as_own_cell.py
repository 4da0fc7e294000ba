"""The same name tested twice: a copy of a test as the student's own cell, rewritten to pass.

Only the cell with the id is graded.
"""

from tampering import code_cell, insert_before

EARNS = False


def tamper(notebook: dict) -> None:
    """Put a test of `ans` that passes before the one of the assignment."""
    insert_before(notebook, "test_ans", code_cell("assert ans == 56\n2.0"))
