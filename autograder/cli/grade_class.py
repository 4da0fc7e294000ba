"""Grading a class, and saying how it did."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from autograder.atomic import write_whole
from autograder.cli.changes import Change, changes, changes_table
from autograder.cli.options import NO_SANDBOX
from autograder.cli.progress import counted, say
from autograder.cli.tables import broken_tests, class_table, exercise_table, forgeable, trouble
from autograder.course import Course
from autograder.pool.local import LocalPool, processors
from autograder.pool.protocol import Setup
from autograder.results import NotGraded
from autograder.sandbox.findings import OFF
from autograder.sandbox.rights import more_rights
from autograder.text import as_json, listed, same_file, shown

if TYPE_CHECKING:
    from autograder.cli.grade import GradeOptions
    from autograder.gradebook.batch import GradedSubmission


def grade_class(asked: GradeOptions) -> int:
    """Grade a class, and say how it did; 1 if something of it could not be graded."""
    course = Course.at(asked.course_dir)
    course.released(asked.assignment)
    every = _grade(course, asked)
    with _stopped_by_sigterm(), contextlib.closing(every):
        graded, left_out = _parted(every, whole=asked.json_file is not None)
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
    from autograder.gradebook import CourseGradebook
    from autograder.grading.tried import about

    gradebook = CourseGradebook.of(course, asked.db_url)
    results = [one.result for one in graded]
    console = Console()
    console.print(class_table(results), exercise_table(results), sep="\n")
    if not any(result.max_score for result in results):
        console.print(f"A person grades all answers of {asked.assignment}, in formgrader.")
    if found:
        console.print(changes_table(found))
    with_rights = more_rights(course.rights(asked.assignment))
    to_say = [
        *trouble(results),
        *broken_tests(results),
        *left_out,
        *forgeable(results),
        *_maybe_one_student(asked.students or course.submitted(asked.assignment), gradebook.student_ids()),
        *_not_released(course, asked.assignment),
        *about(course.assignment(asked.assignment), asked.bounds.of(course), course.root),
        *with_rights,
    ]
    for line in to_say:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    skipped = sum(one.skipped for one in graded)
    if skipped:
        console.print(f"{skipped} of {len(graded)} have not changed since they were graded.")
    if any(result.sandbox == OFF for result in results):
        console.print(NO_SANDBOX)
    written = f"The gradebook is {gradebook.shown}."
    console.print("Nothing was written: --dry-run." if asked.dry_run else written, soft_wrap=True)


def _maybe_one_student(asked_for: Iterable[str], known: set[str]) -> Iterator[str]:
    """What is said of ids that differ only in case: a roster's and a system account's, most often."""
    wanted = {*asked_for}
    alike: dict[str, list[str]] = {}
    for student in sorted(wanted | known):
        alike.setdefault(same_file(student), []).append(student)
    for students in alike.values():
        if len(students) > 1 and wanted & {*students}:
            yield (
                f"{listed([*map(shown, students)])} are different students to nbgrader. If they are one, "
                "keep one id: rename the other's folder, and `nbgrader db student remove` that id."
            )


def _not_released(course: Course, assignment: str) -> Iterator[str]:
    """What is said of notebooks that students haven't got: what is left in source/ by accident counts."""
    folder = course.released(assignment)
    for name in course.assignment(assignment).notebooks:
        if not (folder / f"{name}.ipynb").is_file():
            yield (
                f"{name}.ipynb is in {course.source(assignment)} and not in {folder}: nobody could hand it "
                "in, and its points count as lost. Release it, or take it out of there."
            )


def _parted(
    ended: Iterable[GradedSubmission | NotGraded], *, whole: bool
) -> tuple[list[GradedSubmission], list[str]]:
    """The submissions that were graded, by student, and what is said of the others."""
    graded: list[GradedSubmission] = []
    left_out: list[str] = []
    for one in ended:
        if isinstance(one, NotGraded):
            left_out.append(f"{shown(one.student)}: {one.why}")
        else:
            graded.append(one if whole else one.without_feedback())
    return sorted(graded, key=lambda one: one.student), left_out


def _grade(course: Course, asked: GradeOptions) -> Generator[GradedSubmission | NotGraded]:
    """Grade, and show how far it is."""
    setup = Setup(
        str(course.home),
        asked.assignment,
        asked.bounds.of(course),
        sandbox=not asked.bounds.no_sandbox,
        dies_with_parent=True,
    )
    many = len(asked.students or course.submitted(asked.assignment))
    say(f"Trying the sandbox, with {many} to grade")
    with _pool(course, asked, setup, many) as pool:  # its members start while the rest is imported
        from autograder.cli.extensions import of_nobody, read_extensions
        from autograder.gradebook import CourseGradebook
        from autograder.gradebook.batch import Batch
        from autograder.gradebook.converter import chosen_students, converter_of, refuse_other_steps

        gradebook = CourseGradebook.of(course, asked.db_url)
        converter = converter_of(gradebook, asked.assignment)
        converter.force = converter.force or asked.force
        refuse_other_steps(converter)
        zone = str(course.config.Exchange.get("timezone", "UTC"))
        due = read_extensions(asked.extensions, asked.assignment, zone) if asked.extensions else None
        students, left_out = chosen_students(gradebook, converter, asked.assignment, asked.students)
        yield from left_out
        if asked.extensions and due:
            why = f"nobody has this id, for which {shown(asked.extensions.name)} has an extension."
            for name in of_nobody(due, course.submitted(asked.assignment), gradebook):
                yield NotGraded(name, why)
        if not asked.dry_run:
            gradebook.register(asked.assignment)
        pool.wait_until_ready()
        with counted(asked.assignment, len(students)) as one_more:
            for one in Batch(gradebook, converter, setup, asked.dry_run, due).grade(students, pool):
                graded = None if isinstance(one, NotGraded) else one
                one_more(not (graded and graded.skipped), bool(graded and graded.failed_a_test))
                yield one


def _pool(course: Course, asked: GradeOptions, setup: Setup, many: int) -> Any:
    """As many members as are of use here, or as many as the workers of a cluster."""
    if asked.scheduler is None:
        return LocalPool(setup, asked.jobs or max(1, min(processors(), many)))
    from autograder.pool.cluster import ClusterPool

    return ClusterPool(asked.scheduler, course, setup)


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
