"""A text of the instructor's as students got it."""

from __future__ import annotations

import re
from typing import NamedTuple


class Stubs(NamedTuple):
    """What students find in place of a solution: lines of code, lines of text."""

    code: tuple[str, ...] = ("# YOUR CODE HERE", "raise NotImplementedError()")
    text: tuple[str, ...] = ("YOUR ANSWER HERE",)


USUAL = Stubs()


def released_text(source: str, cell_type: str, *, is_answer: bool = False, stubs: Stubs = USUAL) -> str:
    """A cell's text in the release.

    Cuts regions as nbgrader's ClearSolutions, ClearHiddenTests and ClearMarkScheme do by default.

    Args:
        source: the instructor's.
        cell_type: "code", "markdown" or "raw".
        is_answer: whether students answer in the cell: then all of it goes where no region is marked.
        stubs: what they find in its place.
    """
    stub = stubs.code if cell_type == "code" else stubs.text
    text = _without_region(source, "SOLUTION", stub)
    if is_answer and text == source:
        text = "\n".join(stub)
    return _without_region(_without_region(text, "HIDDEN TESTS"), "MARK SCHEME")


def normal(text: str) -> str:
    """The text as it is compared: no differences in line endings, trailing blanks and outer blank lines."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip("\n")


def lines_of(text: str) -> list[str]:
    """Its lines with something in them, without differences in blanks."""
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def _without_region(text: str, name: str, stub: tuple[str, ...] = ()) -> str:
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        if f"BEGIN {name}" in line:
            indent = re.match(r"\s*", line)
            lines += [(indent.group() if indent else "") + stub_line for stub_line in stub]
            inside = True
        elif f"END {name}" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)
