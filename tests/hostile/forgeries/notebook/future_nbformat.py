"""A notebook that claims a format which doesn't exist yet.

Minor versions from the future are read as good as can be, and graded.
"""

EARNS = False


def tamper(notebook: dict) -> None:
    """Claim a later minor version, with a key that might mean something there."""
    notebook["nbformat_minor"] = 99
    notebook["grade"] = {"score": 11, "max_score": 11}
