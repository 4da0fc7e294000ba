"""Grading a class, and saying how it did."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from autograder.atomic import write_whole
from autograder.cli.changes import Change, changes, changes_table
from autograder.cli.options import NO_SANDBOX
from autograder.cli.progress import counted, say
from autograder.cli.tables import class_table, exercise_table, forgeable, trouble
from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.pool.local import LocalPool, processors
from autograder.pool.protocol import Setup
from autograder.results import Status
from autograder.sandbox.findings import OFF
from autograder.text import as_json, listed, shown

if TYPE_CHECKING:
    from autograder.cli.grade import GradeOptions
    from autograder.gradebook.batch import GradedSubmission


def grade_class(asked: GradeOptions) -> int:
    """Grade a class, and say how it did; 1 if something of it could not be graded."""
    course = Course.at(asked.course_dir)
    course.released(asked.assignment)
    chosen, left_out = _chosen(course, asked.assignment, asked.students)
    chosen, unknown = _known(course, asked.db_url, chosen)
    left_out += unknown
    every = _grade(course, asked, chosen)
    with _stopped_by_sigterm(), contextlib.closing(every):
        graded = list(every) if asked.json_file else [one.without_feedback() for one in every]
    graded.sort(key=lambda one: one.result.student)
    results = [one.result for one in graded]
    found = changes(graded)
    _print(course, asked, graded, found, left_out)
    if asked.json_file is not None:
        document = {
            "assignment": asked.assignment,
            "submissions": [{"student": result.student, **result.to_json()} for result in results],
            "changes": [vars(change) for change in found],
        }
        write_whole(asked.json_file, as_json(document))
    return 1 if left_out or any(result.fell_short for result in results) else 0


def _print(
    course: Course,
    asked: GradeOptions,
    graded: list[GradedSubmission],
    found: list[Change],
    left_out: list[str],
) -> None:
    results = [one.result for one in graded]
    console = Console()
    console.print(class_table(results), exercise_table(results), sep="\n")
    if found:
        console.print(changes_table(found))
    for line in [*trouble(results), *left_out, *forgeable(results)]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    skipped = sum(one.skipped for one in graded)
    if skipped:
        console.print(f"{skipped} of {len(graded)} have not changed since they were graded.")
    if any(result.sandbox == OFF for result in results):
        console.print(NO_SANDBOX)
    written = f"The gradebook is {_shown_url(course, asked.db_url)}."
    console.print("Nothing was written: --dry-run." if asked.dry_run else written, soft_wrap=True)


def _chosen(course: Course, assignment: str, students: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Whose submissions are graded, and what is said of folders that can't be anybody's."""
    submitted = course.submitted(assignment)
    usable = [student for student in submitted if _is_text(student)]
    odd = [shown(student) for student in submitted if student not in usable]
    left_out = [f"submitted/{listed(odd)}: left out, the name is not UTF-8."] if odd else []
    if not usable:
        raise UnusableInput(
            f"No submissions of {assignment} in {course.step('submitted')}.",
            f"Put each at submitted/STUDENT/{assignment}/, or make up a class: `autograder sample`.",
        )
    unknown = [student for student in students if student not in usable]
    if unknown:
        raise UnusableInput(
            f"No submission of {assignment} by {', '.join(unknown)}.",
            f"There are {len(usable)}, of {', '.join(usable[:5])} and so on.",
        )
    return sorted(set(students) or usable), [] if students else left_out


def _known(course: Course, db_url: str | None, students: list[str]) -> tuple[list[str], list[str]]:
    """Whose submissions nbgrader's configuration lets be graded, and what is said of the others.

    Raises:
        UnusableInput: nobody is left.
    """
    config = course.config
    excluded = str(config.CourseDirectory.get("student_id_exclude", "")).split(",")
    known = [student for student in students if student not in excluded]
    left_out: list[str] = []
    if not config.Autograde.get("create_student", True):
        from autograder.gradebook import CourseGradebook

        with CourseGradebook.of(course, db_url).open_existing() as gradebook:
            roster = {student.id for student in gradebook.students}
        unknown = [shown(student) for student in known if student not in roster]
        known = [student for student in known if student in roster]
        left_out = [
            f"{student}: left out, the gradebook has no such student. If there should be one: "
            f"`nbgrader db student add {student}`."
            for student in unknown
        ]
    if not known:
        raise UnusableInput(
            f"Excluded, or not in the gradebook: {listed([shown(student) for student in students])}.",
            "See student_id_exclude and create_student in nbgrader_config.py; `nbgrader db student list`.",
        )
    return known, left_out


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _grade(course: Course, asked: GradeOptions, students: list[str]) -> Generator[GradedSubmission]:
    """Grade, and show how far it is."""
    setup = Setup(
        str(course.root),
        asked.assignment,
        asked.bounds.of(course),
        sandbox=not asked.bounds.no_sandbox,
        dies_with_parent=True,
    )
    say(f"Trying the sandbox, with {len(students)} to grade")
    if asked.scheduler is None:
        pool: Any = LocalPool(setup, asked.jobs or min(processors(), len(students)))
    else:
        from autograder.pool.cluster import ClusterPool

        pool = ClusterPool(asked.scheduler, course, setup)
    with pool:  # its members start while the rest is imported
        from autograder.gradebook import CourseGradebook
        from autograder.gradebook.batch import Batch

        gradebook = CourseGradebook.of(course, asked.db_url)
        if not asked.dry_run:
            gradebook.register(setup.assignment)
        pool.wait_until_ready()
        settings = f"{setup.limits}{setup.sandbox}"
        batch = Batch(course, setup.assignment, gradebook, settings, force=asked.force, dry_run=asked.dry_run)
        with counted(setup.assignment, len(students)) as one_more:
            for one in batch.grade(students, pool):
                one_more(not one.skipped, any(cell.status is Status.FAILED for cell in one.result.cells))
                yield one


@contextlib.contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """SIGTERM stops a run as Ctrl-C does: what is being written is written whole.

    Raises:
        click.Abort: it was stopped. Of KeyboardInterrupt click would make an empty line more.
    """

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        raise click.Abort from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _shown_url(course: Course, db_url: str | None) -> str:
    """Where the gradebook is, without a password."""
    if db_url is None:
        return str(course.root / "gradebook.db")
    from sqlalchemy.engine import make_url

    return make_url(db_url).render_as_string(hide_password=True)
