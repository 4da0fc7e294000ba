"""Students' extensions, from a table that an instructor has: an id, and another due date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import UnusableInput
from autograder.export.sheet import Sheet
from autograder.gradebook.moments import moment

if TYPE_CHECKING:
    from autograder.gradebook import CourseGradebook

_IDS = ("id", "student_id", "student", "username", "sis login id", "id number")
_DATES = ("duedate", "due_date", "due date", "due", "extension")


def read_extensions(path: Path, assignment: str, zone: str) -> dict[str, datetime]:
    """The due date of each student who has another one, UTC.

    Args:
        path: a CSV file; further columns don't count, but for `assignment`, where there is one.
        assignment: whose dates.
        zone: the course's own.

    Raises:
        UnusableInput: it is no such table, or a date isn't clear.
    """
    sheet = Sheet.read(path)
    student, due = _column(sheet, _IDS), _column(sheet, _DATES)
    which = sheet.column("assignment")
    found = {}
    for index, row in sheet.body().items():
        if row[due].strip() and (which is None or row[which].strip() == assignment):
            try:
                found[row[student].strip()] = moment(row[due].encode(), zone)
            except ValueError as error:
                raise UnusableInput(
                    f"{path.name}, row {index + 1}: {row[due]!r} isn't clearly a time.",
                    "Write it as 2026-03-01 23:59 UTC.",
                ) from error
    return found


def of_nobody(due: Iterable[str], handed_in: Iterable[str], gradebook: CourseGradebook) -> list[str]:
    """The ids with an extension that no submission and nobody in the gradebook has: slips, most of them."""
    unknown = {*due} - {*handed_in}
    return sorted(unknown - gradebook.student_ids() if unknown else unknown)


def _column(sheet: Sheet, names: tuple[str, ...]) -> int:
    found = [index for name in names if (index := sheet.column(name)) is not None]
    if not found:
        raise UnusableInput(
            f"{sheet.name} has no column {names[0]!r}; it has {', '.join(sheet.header)}.",
            "The table needs a column `id` and a column `duedate`.",
        )
    return found[0]
