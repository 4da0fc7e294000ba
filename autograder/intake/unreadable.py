"""Why a student's file can't be taken in."""

from __future__ import annotations

MAX_BYTES = 50_000_000
_SHOWN = 60


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
        f"{file} is larger than {MAX_BYTES // 1_000_000} MB, which is more than is taken in. "
        "Clear all outputs in Jupyter, save, and hand it in once more."
    )


def shown(name: str) -> str:
    """A file name that a student chose, short enough and safe to print."""
    plain = "".join(char if char.isprintable() else "?" for char in name[: 2 * _SHOWN])
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"


def listed(names: list[str], *, many: int = 3) -> str:
    """The first few of these names, and how many more there are."""
    rest = len(names) - many
    if rest > 0:
        return f"{', '.join(names[:many])} and {rest} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
