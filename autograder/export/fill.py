"""Scores into the column of a platform's file: by exact ids, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.errors import UnusableInput
from autograder.export.class_scores import ClassScores, StudentScores
from autograder.export.layout import Layout
from autograder.export.sheet import Sheet, number

_NO_GRADE = ("", "-")
_DECIMALS = 5  # as many as Moodle keeps


@dataclass(frozen=True)
class Filled:
    """A platform's file with the scores in it.

    Attributes:
        data: its bytes.
        column: the header of the column.
        written: the students whose score is in it.
        incomplete: of those, whose a person has to complete.
        changed: of those, whose grade was another: student, before, now.
        undecided: left as they were, since a person has to grade them: student and cells.
        kept: left as they were, since the file says so: student and what it says.
        unknown: students with a submission that are not in the file.
        without: what the file calls the students that have no submission.
        above: students with more points than the platform's maximum.
    """

    data: bytes
    column: str
    written: tuple[str, ...]
    incomplete: tuple[str, ...]
    changed: tuple[tuple[str, str, str], ...]
    undecided: tuple[tuple[str, tuple[str, ...]], ...]
    kept: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    without: tuple[str, ...]
    above: tuple[str, ...]


def fill(
    sheet: Sheet,
    layout: Layout,
    scores: ClassScores,
    *,
    local_part: bool = False,
    partial: bool = False,
    scale: bool = False,
) -> Filled:
    """Fill the assignment's column in; every other cell stays as it is.

    Args:
        sheet: the file.
        layout: where things are in it.
        scores: of the gradebook.
        local_part: what stands before the @ of an email address tells who a student is, too.
        partial: write scores that a person hasn't completed.
        scale: convert points to the maximum that the file has.

    Raises:
        UnusableInput: the maximum is another one, or a student and a row don't belong to each other alone.
    """
    factor = _factor(sheet, layout, scores, scale=scale)
    handed_in = [student for student in scores.students if student.submitted]
    row_of = _matched(sheet, layout, handed_in, local_part=local_part)
    rows = [list(row) for row in sheet.rows]
    decimal_comma = sheet.decimal_comma
    written, incomplete, changed, undecided, kept, above = [], [], [], [], [], []
    for student in handed_in:
        index = row_of.get(student.id)
        if index is None:
            continue
        before = rows[index][layout.target].strip()
        if student.undecided and not partial:
            undecided.append((student.id, student.undecided))
        elif index in layout.locked:
            kept.append((student.id, f"the grade can't be changed in {layout.platform}"))
        elif before not in _NO_GRADE and number(before) is None:
            kept.append((student.id, f"the file has {before!r}"))
        else:
            points = student.score * factor
            now = _written(points, decimal_comma=decimal_comma)
            rows[index][layout.target] = now
            written.append(student.id)
            if student.undecided:
                incomplete.append(student.id)
            if before not in _NO_GRADE and number(before) != number(now):
                changed.append((student.id, before, now))
            if layout.maximum is not None and points > layout.maximum:
                above.append(student.id)
    taken = set(row_of.values()) | layout.nobody
    return Filled(
        data=sheet.encoded(rows),
        column=sheet.header[layout.target],
        written=tuple(written),
        incomplete=tuple(incomplete),
        changed=tuple(changed),
        undecided=tuple(undecided),
        kept=tuple(kept),
        unknown=tuple(student.id for student in handed_in if student.id not in row_of),
        without=tuple(sheet.rows[index][layout.name].strip() for index in layout.rows if index not in taken),
        above=tuple(above),
    )


def _factor(sheet: Sheet, layout: Layout, scores: ClassScores, *, scale: bool) -> float:
    """What a point of the gradebook is worth there."""
    if layout.maximum is None:
        if scale:
            raise UnusableInput(
                f"{sheet.name} doesn't say what the maximum is, so nothing can be scaled to it.",
                "Export the assignment's grading worksheet from Moodle instead.",
            )
        return 1.0
    if abs(layout.maximum - scores.max_score) < 1e-9:
        return 1.0
    differ = (
        f"{layout.platform} has {layout.maximum:g} points for {scores.assignment}, "
        f"the gradebook {scores.max_score:g}."
    )
    if not layout.maximum or not scores.max_score:
        raise UnusableInput(differ, f"Set them in {layout.platform}, and export again.")
    if not scale:
        raise UnusableInput(
            differ, f"Convert the points with --scale, or change {layout.platform}'s and export again."
        )
    return layout.maximum / scores.max_score


def _matched(
    sheet: Sheet, layout: Layout, students: Iterable[StudentScores], *, local_part: bool
) -> dict[str, int]:
    """The row of each student that has one, by the student's id in nbgrader."""
    rows_by_id = _rows_by_id(sheet, layout, local_part=local_part)
    row_of: dict[str, int] = {}
    for student in students:
        known = {student.id, student.email, student.lms_user_id} - {""}
        rows = sorted(set().union(*(rows_by_id.get(value, set()) for value in known)))
        if len(rows) > 1:
            raise UnusableInput(
                f"{student.id} could be rows {' and '.join(str(row + 1) for row in rows)} of {sheet.name}.",
                "Say which column has the ids of your gradebook, with --match.",
            )
        if rows:
            row_of[student.id] = rows[0]
    students_of: dict[int, list[str]] = {}
    for student_id, row in row_of.items():
        students_of.setdefault(row, []).append(student_id)
    for row, several in students_of.items():
        if len(several) > 1:
            raise UnusableInput(
                f"{' and '.join(several)} are both row {row + 1} of {sheet.name}.",
                "Say which column has the ids of your gradebook, with --match.",
            )
    return row_of


def _rows_by_id(sheet: Sheet, layout: Layout, *, local_part: bool) -> dict[str, set[int]]:
    """The rows in which an id is found."""
    found: dict[str, set[int]] = {}
    for column in layout.ids:
        seen: dict[str, int] = {}
        for index in layout.rows:
            value = sheet.rows[index][column].strip()
            if not value:
                continue
            if value in seen:
                raise UnusableInput(
                    f"{sheet.name} has two rows for {value!r}: {seen[value] + 1} and {index + 1}, "
                    f"by their {sheet.header[column]!r}.",
                    "Remove one of them, or name another column with --match.",
                )
            seen[value] = index
            found.setdefault(value, set()).add(index)
            if local_part and value.count("@") == 1:
                found.setdefault(value.partition("@")[0], set()).add(index)
    return found


def _written(points: float, *, decimal_comma: bool) -> str:
    """Points as a number with no more digits than are needed."""
    text = f"{points:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if decimal_comma else text
