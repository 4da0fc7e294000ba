"""The errors that a user of the command line is meant to read."""

from __future__ import annotations

import re


class UnusableInput(Exception):
    """Something the user gave can't be used: reported as one line, exit code 2.

    Args:
        seen: what was found and what was expected, one sentence each.
        tip: one thing to try; empty where `seen` ends with it, as what a process elsewhere said.
    """

    def __init__(self, seen: str, tip: str) -> None:
        if re.search(r"[^.]\.\.$", seen):  # it ends with others' words, and those with a stop of their own
            seen = seen[:-1]
        super().__init__(seen)
        self.seen = seen
        self.tip = tip

    def __str__(self) -> str:
        return f"{self.seen} {self.tip}".strip()


class BrokenCourse(UnusableInput):
    """The instructor's side is inconsistent: a missing exercise, points that don't add up."""
