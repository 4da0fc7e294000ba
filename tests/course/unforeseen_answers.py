"""The answers in tests/course/unforeseen: students' cells, each with what a teacher says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "unforeseen"
CLASSES = ("thought", "situation", "line", "name", "unanswered")
_ANSWER = re.compile(r"^## (?P<title>.+?)\n(?P<about>.*?)```python\n(?P<source>.*?)\n```$", re.M | re.S)
_ABOUT = re.compile(r"^(Teacher|Gets): (.+)$", re.M)


@dataclass(frozen=True)
class Unforeseen:
    """A student's answer to an exercise.

    Attributes:
        exercise: the exercise's name.
        id: what is done, in a word.
        source: the student's cell.
        teacher: what a teacher says of it; empty for a right one.
        gets: what its feedback has to give, or more: the thought error or exact deviation, the situation in
            which it fails, the line, the name to look at, or that it isn't answered yet.
    """

    exercise: str
    id: str
    source: str
    teacher: str = ""
    gets: str = ""

    def __str__(self) -> str:
        return f"{self.exercise}-{self.id}"


def answers(folder: str) -> Iterator[Unforeseen]:
    """All that are `wrong`, none like a listed misconception, or `right`."""
    for path in sorted((FOLDER / folder).glob("*.md")):
        for found in _ANSWER.finditer(path.read_text(encoding="utf-8")):
            about = dict(_ABOUT.findall(found["about"]))
            title, source = found["title"], found["source"]
            yield Unforeseen(path.stem, title, source, about.get("Teacher", ""), about.get("Gets", ""))
