"""An autograder for Jupyter exercises: `check` in a grade cell, `autograder` on the command line."""

from typing import Any

__all__ = ["check"]


def __getattr__(name: str) -> Any:
    """Import `check` when it is first asked for: the command line starts without numpy."""
    if name == "check":
        from autograder.judge.check_function import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
