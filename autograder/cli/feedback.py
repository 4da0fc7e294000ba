"""`autograder feedback`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.atomic import write_whole
from autograder.cli.options import COURSE, GRADEBOOK, PATH, described, file_option
from autograder.errors import UnusableInput
from autograder.text import listed, shown

if TYPE_CHECKING:
    from autograder.course import Course

_MANY = 20


@described(
    "feedback",
    "autograder feedback ch177",
    "autograder feedback ch177 --zip --into submissions.zip",
)
@click.argument("assignment")
@click.option(
    "--zip", "as_zip", is_flag=True, help="Also pack everybody's page for uploading them all at once."
)
@click.option(
    "--into",
    type=PATH,
    metavar="FILE",
    help="What Moodle or Canvas gave you, whose names the pages get: the archive of all submissions, or "
    "Moodle's grading worksheet.",
)
@file_option("-o", "output", text="The archive; ASSIGNMENT-feedback.zip by default.")
@GRADEBOOK
@COURSE
def command(
    assignment: str,
    as_zip: bool,
    into: Path | None,
    output: Path | None,
    db_url: str | None,
    course_dir: Path,
) -> int:
    """Write everybody's feedback anew, as nbgrader does, and pack it for Moodle or Canvas."""
    from autograder.course import Course

    if not as_zip and (into or output):
        raise UnusableInput("--into and -o are for an archive.", "Ask for one with --zip.")
    course = Course.at(course_dir)
    course.source(assignment)
    failed = _write_pages(course, assignment, db_url)
    for student in failed:
        click.echo(f"No feedback for {shown(student)}: `nbgrader generate_feedback {assignment}` says why.")
    folder = course.step("feedback") / "STUDENT" / assignment
    click.echo(f"Feedback is in {folder}; index.html there has all of a student's on one page.")
    if as_zip:
        left_out = _pack(course, assignment, into, output or Path(f"{assignment}-feedback.zip"), db_url)
        return 1 if left_out or failed else 0
    return 1 if failed else 0


def _write_pages(course: Course, assignment: str, db_url: str | None) -> list[str]:
    """Let nbgrader write the pages; whose it could not write."""
    import logging
    import re

    from nbgrader.converters import GenerateFeedback
    from nbgrader.converters.base import NbGraderException

    from autograder.feedback import FeedbackPage
    from autograder.gradebook import CourseGradebook
    from autograder.gradebook.rows import importable_from

    said: list[str] = []
    log = logging.Logger("nbgrader generate_feedback", logging.ERROR)
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    gradebook = CourseGradebook.of(course, db_url)
    gradebook.coursedir.assignment_id = assignment
    with importable_from(course.root):
        converter = GenerateFeedback(coursedir=gradebook.coursedir, config=gradebook.config, log=log)
        converter.exporter_class, converter.force = FeedbackPage, True
        try:
            converter.start()
        except NbGraderException as error:
            failed = [*filter(None, (re.search(r"for student '(.*)'", line) for line in said))]
            if not failed:
                raise UnusableInput(
                    f"There is nothing to give feedback on: {error}.",
                    f"Run `autograder grade {assignment}` first.",
                ) from None
            return [match[1] for match in failed]
    return []


def _pack(course: Course, assignment: str, into: Path | None, target: Path, db_url: str | None) -> list[str]:
    """Write the archive, and say what is in it; who isn't."""
    from autograder.export import ClassScores
    from autograder.export.feedback_archive import archive_of, matched, own_folders, slots_of
    from autograder.gradebook import CourseGradebook

    with CourseGradebook.of(course, db_url).open_existing() as gradebook:
        students = [one for one in ClassScores.read(gradebook, assignment, []).students if one.submitted]
    own = {one.id: course.step("feedback") / one.id / assignment / "index.html" for one in students}
    written = {student: path for student, path in own.items() if path.is_file()}
    if into is None:
        names = own_folders(written)
        for student in (one for one in names if names[one] != f"{one}/"):
            click.echo(
                f"{shown(student)}'s is in {shown(names[student])}, since macOS and Windows ignore case."
            )
    else:
        found = matched(slots_of(into), students)
        names = {student: found[student].path for student in written if student in found}
    pages = {f"{name}{assignment}.html": written[student] for student, name in names.items()}
    write_whole(target, archive_of(pages), private=True)
    click.echo(f"{target} has the feedback of {len(pages)} students.")
    left_out = [student for student in own if student not in names]
    if left_out:
        click.echo(f"Not in it: {listed([*map(shown, left_out)], many=_MANY)}.")
    return left_out
