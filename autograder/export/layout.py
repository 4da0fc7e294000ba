"""Where in a platform's file the students, the points and the maximum are.

Canvas: "How do I export grades in the Gradebook?" in its guides, and the importer of instructure/canvas-lms.
Moodle: the grading worksheet of an assignment, or a CSV export of the gradebook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from autograder.errors import UnusableInput
from autograder.export.sheet import Sheet, number

_CANVAS_IDS = ("SIS Login ID", "SIS User ID", "Integration ID", "ID")
_CANVAS_TITLE = re.compile(r"(.+?)\s*\((\d+)\)")
_CANVAS_TOTAL = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
_CANVAS_POSTING = re.compile(r"(Muted|Manual Posting.*)?", re.IGNORECASE)
_CANVAS_TESTER = "Student, Test"
_READ_ONLY = "(read only)"

_MOODLE_IDS = ("Username", "ID number", "Email address")
_MOODLE_NAMES = ("Full name", "Last name", "Surname")
_MOODLE_NO_POINTS = (" (Percentage)", " (Letter)", " (Feedback)")


@dataclass(frozen=True)
class Layout:
    """Where things are in a sheet; rows and columns count from 0.

    Attributes:
        platform: what a person calls it.
        ids: the columns that tell who a student is.
        name: the column with what a person calls a student.
        target: the column of the assignment.
        maximum: its points, or None where the file doesn't say.
        rows: those of students.
        locked: rows whose grade the platform lets nobody change.
        nobody: rows of students that don't exist.
        others: the names of the other columns of assignments.
    """

    platform: str
    ids: tuple[int, ...]
    name: int
    target: int
    maximum: float | None
    rows: tuple[int, ...]
    locked: frozenset[int]
    nobody: frozenset[int]
    others: tuple[str, ...]


def canvas(sheet: Sheet, assignment: str, column: str | None, match: str | None) -> Layout:
    """The layout of a gradebook that Canvas has exported.

    Args:
        sheet: the file.
        assignment: the title to look for.
        column: a header, title or Canvas id to look for instead.
        match: the column that alone tells who a student is.

    Raises:
        UnusableInput: it is no such file, or has no such column.
    """
    header = sheet.header
    named = header[0] == "Student" or header[:2] == ["LastName", "FirstName"]
    possible = [row for row in sheet.body().values() if "Points Possible" in row[0]]
    if not named or not {"ID", "Section"} <= set(header) or len(possible) != 1:
        raise UnusableInput(
            f"{sheet.name} isn't a Canvas gradebook: that has the columns Student, ID and Section, "
            "and one row that begins with Points Possible.",
            "Name the CSV file that Canvas's Gradebook exports.",
        )
    points = [cell.strip() for cell in possible[0]]
    gradable = {
        index: name
        for index, name in enumerate(header)
        if index > header.index("Section") and points[index] != _READ_ONLY and not _CANVAS_TOTAL.search(name)
    }
    wanted = column or assignment
    if any(wanted in _canvas_names(name) for name in header if _CANVAS_TOTAL.search(name)):
        raise UnusableInput(
            f"Canvas takes {wanted!r} for one of its totals, and passes it over when the file is uploaded.",
            "Give the assignment a title in Canvas without “Final Grade” and the like, and export again.",
        )
    target = _only(sheet, gradable, _canvas_names, wanted)
    rows = {
        index: row
        for index, row in sheet.body().items()
        if row is not possible[0] and not all(_CANVAS_POSTING.fullmatch(cell.strip()) for cell in row)
    }
    return Layout(
        platform="Canvas",
        ids=_ids(sheet, _CANVAS_IDS, match),
        name=0,
        target=target,
        maximum=number(points[target]) or 0.0,
        rows=tuple(rows),
        locked=frozenset(),
        nobody=frozenset(index for index, row in rows.items() if row[0].strip() == _CANVAS_TESTER),
        others=tuple(name for index, name in gradable.items() if index != target),
    )


def moodle(sheet: Sheet, assignment: str, column: str | None, match: str | None) -> Layout:
    """The layout of an assignment's grading worksheet, or of a gradebook that Moodle has exported.

    Args:
        sheet: the file.
        assignment: the name to look for; a worksheet is of one assignment and doesn't name it.
        column: a header to look for instead, needed where Moodle speaks another language than English.
        match: the column that alone tells who a student is; needed there too.

    Raises:
        UnusableInput: it is neither, has no such column, or asks for something else than points.
    """
    is_worksheet = sheet.column("Identifier") is not None
    grade = sheet.column("Grade")
    if is_worksheet and sheet.column("Scale") is not None:
        raise UnusableInput(
            f"{sheet.name} grades by a scale of words, and there are points to write.",
            "Set the grade type of the assignment to points in Moodle, and export again.",
        )
    if is_worksheet and grade is not None and column is None:
        target, others = grade, []
    else:
        gradable = {
            index: name
            for index, name in enumerate(sheet.header)
            if len(_moodle_names(name)) > (name != column)
        }
        target = _only(sheet, gradable, _moodle_names, column or assignment)
        others = [name for index, name in gradable.items() if index != target]
    rows = sheet.body()
    may_change = sheet.column("Grade can be changed")
    named = [index for index in map(sheet.column, _MOODLE_NAMES) if index is not None]
    return Layout(
        platform="Moodle",
        ids=_ids(sheet, _MOODLE_IDS, match),
        name=named[0] if named else 0,
        target=target,
        maximum=_maximum(sheet, sheet.column("Maximum Grade")),
        rows=tuple(rows),
        locked=frozenset(
            index for index, row in rows.items() if may_change is not None and row[may_change].strip() == "No"
        ),
        nobody=frozenset(),
        others=tuple(others),
    )


PLATFORMS = {"canvas": canvas, "moodle": moodle}


def _canvas_names(header: str) -> Collection[str]:
    titled = _CANVAS_TITLE.fullmatch(header)
    return (header, *titled.groups()) if titled else (header,)


def _moodle_names(header: str) -> Collection[str]:
    """Of "Assignment: ch177 (Real)" it, what it names, and that without the kind of activity."""
    if header.endswith(_MOODLE_NO_POINTS):
        return ()
    title = header.removesuffix(" (Real)")
    _kind, colon, name = title.partition(": ")
    return {header, title, name} if colon else {header, title}


def _only(
    sheet: Sheet, gradable: dict[int, str], names: Callable[[str], Collection[str]], wanted: str
) -> int:
    """The one column that goes by this name."""
    found = [index for index, header in gradable.items() if wanted in names(header)]
    if len(found) == 1:
        return found[0]
    there = ", ".join(map(repr, gradable.values() if gradable else filter(None, sheet.header)))
    many = f"{len(found)} columns" if found else "no column"
    raise UnusableInput(f"{sheet.name} has {many} for {wanted!r}; it has {there}.", "Name one with --column.")


def _ids(sheet: Sheet, known: tuple[str, ...], match: str | None) -> tuple[int, ...]:
    """The columns that tell who a student is."""
    columns = map(sheet.column, [match] if match else known)
    found = tuple(index for index in columns if index is not None)
    if not found:
        what = f"no column {match!r}" if match else "no column that tells who a student is"
        raise UnusableInput(
            f"{sheet.name} has {what}; it has {', '.join(map(repr, filter(None, sheet.header)))}.",
            "Name one with --match.",
        )
    return found


def _maximum(sheet: Sheet, column: int | None) -> float | None:
    """The maximum that a worksheet repeats in each row."""
    if column is None:
        return None
    cells = {row[column].strip() for row in sheet.body().values()} - {""}
    points = {number(cell) for cell in cells}
    if len(points) != 1 or None in points:
        raise UnusableInput(
            f"{sheet.name} is malformed: its maximum grade is {', '.join(sorted(cells)) or 'nowhere'}.",
            "Export it again.",
        )
    return points.pop()
