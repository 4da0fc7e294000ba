"""Writing the grades of a class into a file, and saying what is in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from autograder.atomic import write_whole
from autograder.course import Course, Role
from autograder.errors import UnusableInput
from autograder.text import listed, shown

if TYPE_CHECKING:
    from autograder.cli.export import ExportOptions
    from autograder.export import ClassScores, Filled

_MANY = 20


def export_grades(asked: ExportOptions) -> int:
    """Write the grades; 1 if those of a submission are not in the file."""
    course = Course.at(asked.course_dir)
    course.source(asked.assignment)
    if asked.to in ("canvas", "moodle"):
        if asked.into is None:
            raise UnusableInput(
                f"--to {asked.to} fills in a file of {asked.to.capitalize()}'s, whose ids can't be made up.",
                "Export the grades there as CSV, and name that file with --into FILE.",
            )
        return _fill(course, asked, asked.into)
    for option in ("into", "column", "match", "scale", "partial", "skip_unknown"):
        if getattr(asked, option):
            raise UnusableInput(
                f"--{option.replace('_', '-')} goes with --to canvas and --to moodle.",
                f"Leave it out for {asked.to}.",
            )
    return _plain(course, asked)


def _fill(course: Course, asked: ExportOptions, into: Path) -> int:
    from autograder.export import PLATFORMS, Sheet, fill

    target = asked.output or _free(into.with_name(f"{into.stem}-{asked.assignment}.csv"))
    sheet = Sheet.read(into)
    layout = PLATFORMS[asked.to](sheet, asked.assignment, asked.column, asked.match)
    scores = _scores(course, asked)
    by_local_part = asked.match is not None
    filled = fill(sheet, layout, scores, local_part=by_local_part, partial=asked.partial, scale=asked.scale)
    if filled.unknown and not asked.skip_unknown:
        raise UnusableInput(
            f"{sheet.name} has no row for {_names(filled.unknown)}, who handed in {asked.assignment}: "
            "nothing was written.",
            "Say which column has your ids with --match, or leave them out with --skip-unknown.",
        )
    write_whole(target, filled.data)
    lines = [
        f"Grades in column {filled.column!r} of {target}: {len(filled.written)}.",
        *_said(filled, layout.maximum, scores.max_score),
        *_not_graded(course, scores),
    ]
    if layout.others:
        lines.append(f"Columns left as they were: {_names(layout.others)}.")
    _print(lines)
    return 1 if filled.undecided or filled.kept or filled.unknown else 0


def _plain(course: Course, asked: ExportOptions) -> int:
    from autograder.export import as_bytes

    target = asked.output or _free(Path(f"{asked.assignment}.{asked.to}"))
    scores = _scores(course, asked)
    write_whole(target, as_bytes(scores, asked.to))
    handed_in = sum(student.submitted for student in scores.students)
    lines = [f"Submissions in {target}: {handed_in}, of {len(scores.students)} students."]
    undecided = [student.id for student in scores.students if student.undecided]
    if undecided:
        lines.append(f"Scores may change: a person still has to grade cells of {_names(undecided)}.")
    _print([*lines, *_not_graded(course, scores)])
    return 0


def _scores(course: Course, asked: ExportOptions) -> ClassScores:
    from autograder.export import ClassScores
    from autograder.gradebook import CourseGradebook

    order = [
        (name, cell.grade_id)
        for name, notebook in course.assignment(asked.assignment).notebooks.items()
        for cell in notebook.with_role(Role.GRADE, Role.MANUAL, Role.TASK)
    ]
    with CourseGradebook.of(course, asked.db_url).open_existing() as gradebook:
        return ClassScores.read(gradebook, asked.assignment, order)


def _said(filled: Filled, maximum: float | None, points: float) -> list[str]:
    """What a person should know of what was written and what wasn't."""
    lines = []
    if maximum is None:
        lines.append(f"The file doesn't say its maximum; these are points of {points:g}.")
    lines += [f"Changed: {shown(who)}, {before} → {now}." for who, before, now in filled.changed]
    for who, cells in filled.undecided:
        lines.append(f"Left as it was: {shown(who)}; a person has to grade {', '.join(cells)}.")
    lines += [f"Left as it was: {shown(who)}; {why}." for who, why in filled.kept]
    if filled.incomplete:
        lines.append(f"Written, but a person has to grade more: {_names(filled.incomplete)}.")
    if filled.above:
        lines.append(f"Above the maximum of {maximum:g}: {_names(filled.above)}.")
    if filled.without:
        lines.append(f"In the file, without a submission: {_names(filled.without)}.")
    if filled.unknown:
        lines.append(f"Not in the file, left out: {_names(filled.unknown)}.")
    return lines


def _not_graded(course: Course, scores: ClassScores) -> list[str]:
    """Whose work lies in submitted/ and has no grades."""
    graded = {student.id for student in scores.students if student.submitted}
    waiting = [student for student in course.submitted(scores.assignment) if student not in graded]
    return [f"In submitted/, and not graded: {_names(waiting)}."] if waiting else []


def _names(names: Iterable[str]) -> str:
    return listed([shown(name) for name in names], many=_MANY)


def _free(path: Path) -> Path:
    """A name of our own choice; nothing may be there."""
    if path.exists():
        raise UnusableInput(f"{path} is there already.", "Name a file with -o; that one is overwritten.")
    return path


def _print(lines: list[str]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(line, markup=False)
