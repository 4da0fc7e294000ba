"""A notebook that claims format 3, in which cells lie on worksheets.

nbgrader can't read it, and gives the submission up.
"""

EARNS = False


def tamper(notebook: dict) -> None:
    """Claim the format of 2013."""
    notebook["nbformat"] = 3
    notebook["nbformat_minor"] = 0
