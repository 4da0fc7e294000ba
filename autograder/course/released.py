"""An instructor's cell as students got it."""

from __future__ import annotations

import re
from functools import lru_cache

from autograder.course.assignment import Cell, Role
from autograder.course.definitions import defined_names

FIXED = (Role.LOCKED, Role.GRADE, Role.TASK)
_CODE_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")
_TEXT_STUB = ("YOUR ANSWER HERE",)
_MANY = 4096


def is_marked(cell: Cell) -> bool:
    """Whether nbgrader knows the cell by an id."""
    return bool(cell.grade_id) and cell.role is not Role.PLAIN


def is_fixed(cell: Cell) -> bool:
    """Whether students are to leave the cell as it is."""
    return cell.role in FIXED


def released_text(cell: Cell) -> str:
    """The cell's text in the release.

    Cuts regions as nbgrader's ClearSolutions, ClearHiddenTests and ClearMarkScheme do by default.
    """
    stub = _CODE_STUB if cell.cell_type == "code" else _TEXT_STUB
    text = _without_region(cell.source, "SOLUTION", stub)
    if cell.role in (Role.SOLUTION, Role.MANUAL) and text == cell.source:
        text = "\n".join(stub)
    return _without_region(_without_region(text, "HIDDEN TESTS"), "MARK SCHEME")


def normal(text: str) -> str:
    """The text as it is compared: no differences in line endings, trailing blanks and outer blank lines."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip("\n")


@lru_cache(_MANY)
def given(cell: Cell) -> str:
    """The released text in its normal form."""
    return normal(released_text(cell))


@lru_cache(_MANY)
def names_of(cell: Cell) -> frozenset[str]:
    """The names by which a solution is recognised.

    The grade_id, if the instructor's solution defines it; else what the stub defines; else what the
    solution does.
    """
    if cell.cell_type != "code" or is_fixed(cell):
        return frozenset()
    defined = defined_names(cell.source)
    if cell.grade_id in defined:
        return frozenset([cell.grade_id])
    return defined_names(released_text(cell)) or defined


def is_untouched(source: str, cell: Cell) -> bool:
    """Whether the text is the cell's as students got it, or the instructor's own."""
    if len(source) > 2 * len(cell.source) + 10_000:  # no need to look at every line of a huge cell
        return False
    return normal(source) in (given(cell), normal(cell.source))


def is_part(source: str, cell: Cell) -> bool:
    """Whether the text is no more than a part of what students got."""
    return len(source) <= 2 * len(cell.source) + 10_000 and normal(source).strip() in given(cell)


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
