"""Why a student's file can't be taken in."""

from __future__ import annotations

MAX_BYTES = 50_000_000


class Unreadable(Exception):
    """A student's notebook that can't be taken in. It is the student who reads the reason.

    Args:
        reason: what was seen, what was expected, and one thing to try.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def too_large(file: str) -> Unreadable:
    """What is said about a notebook of more than MAX_BYTES."""
    return Unreadable(
        f"{file} is larger than {MAX_BYTES // 1_000_000} MB, which is more than can be taken in. "
        "Clear all outputs in Jupyter, save, and hand it in again."
    )
