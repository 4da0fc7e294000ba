"""The passages of a lesson that feedback sends a student to, as they look once the lesson has been run.

They stand at the end of the page that links to them. A lesson as a page of its own would be one more file a
student, and its links dead wherever a page lies alone: `nbgrader fetch_feedback` gives students the pages of
what they handed in and no others, and a learning platform a single file.

What is shown of a lesson is what was released of it; nbgrader's solved notebooks, where there are any, have
the outputs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup

from autograder.course import Cell, Notebook, Role
from autograder.course.released import released_text
from autograder.feedback.rendered import rendered
from autograder.pages import code, from_markdown

_HEADING = re.compile(r"^(#+)[ \t]+(.+?)[ \t]*$", re.MULTILINE)

Place = tuple[str, str]  # a lesson's name and a heading in it


@dataclass(frozen=True)
class Part:
    """A piece of a passage: text, or a cell's code and what it put out."""

    text: Markup | None
    source: Markup | None = None
    outputs: list[Markup] = field(default_factory=list)


def passage(lesson: Notebook, heading: str, executed: Mapping[str, list[Any]]) -> list[Part]:
    """What stands under a heading, up to the next that is none of its own.

    Args:
        lesson: the instructor's notebook.
        heading: one of its.
        executed: outputs of code cells, by their source.
    """
    found: list[Part] = []
    inside = 0  # the heading's level, once it was met
    for level, title, cell, text in _pieces(lesson):
        if inside and 0 < level <= inside:
            break
        if not inside and title == heading:
            inside, text = level, text.partition("\n")[2]  # the page has the heading itself
        if inside and cell.cell_type == "code":
            found.append(Part(None, code(text), rendered(executed.get(cell.source, []))))
        elif inside and cell.cell_type == "markdown" and text.strip():
            found.append(Part(from_markdown(text)))
    return found


def outputs_of(path: Path) -> dict[str, list[Any]]:
    """The outputs of an executed notebook by its cells' source; none where there is no such notebook."""
    if not path.is_file():
        return {}
    document: Any = nbformat.read(path, as_version=4)
    return {cell.source: cell.outputs for cell in document.cells if cell.cell_type == "code"}


def _pieces(lesson: Notebook) -> Iterator[tuple[int, str, Cell, str]]:
    """A lesson cut before each heading: its level, its text, the cell that it is in, and the piece."""
    for cell in lesson.cells:
        if cell.role is Role.SOLUTION:
            continue
        text = released_text(cell.source, cell.cell_type)
        headings = [*_HEADING.finditer(text)] if cell.cell_type == "markdown" else []
        ends = [*(match.start() for match in headings), len(text)]
        if text[: ends[0]].strip():
            yield 0, "", cell, text[: ends[0]]
        for match, end in zip(headings, ends[1:], strict=True):
            yield len(match[1]), match[2], cell, text[match.start() : end]
