"""Every test replaced by `pass`.

nbgrader puts the instructor's tests back.
"""

from tampering import grade_cells

EARNS = False


def tamper(notebook: dict) -> None:
    """Empty every grade cell."""
    for cell in grade_cells(notebook):
        cell["source"] = "pass"
