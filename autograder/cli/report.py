"""`autograder report`."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from autograder.atomic import write_whole
from autograder.cli.options import COURSE, GRADEBOOK, PATH, described
from autograder.errors import UnusableInput


@described("report", "autograder report ch177", "autograder report ch177 -o ~/reports --anonymous")
@click.argument("assignment")
@click.option(
    "-o",
    "output",
    type=PATH,
    metavar="DIR",
    help="The folder to write to, made if it isn't there, or a file that ends in .html; report/ by default.",
)
@click.option("--anonymous", is_flag=True, help="Random labels instead of students' ids and names.")
@click.option(
    "--formgrader",
    default="http://localhost:8888/formgrader",
    show_default=True,
    metavar="URL",
    help="Formgrader's address, for the links.",
)
@GRADEBOOK
@COURSE
def command(
    assignment: str,
    output: Path | None,
    anonymous: bool,
    formgrader: str,
    db_url: str | None,
    course_dir: Path,
) -> int:
    """Show the class on one web page: what to do, scores, exercises, misconceptions."""
    from autograder.course import Course

    course = Course.at(course_dir)
    course.source(assignment)
    if not re.match(r"https?://[^\s/]", formgrader):
        raise UnusableInput(
            "--formgrader isn't the address of a web page.",
            "Give one such as http://localhost:8888/formgrader.",
        )
    target = output or course.root / "report"
    if target.is_dir() or target.suffix != ".html":
        target /= f"{assignment}-anonymous.html" if anonymous else f"{assignment}.html"
    if target.parent.exists() and not target.parent.is_dir():
        raise UnusableInput(f"{target.parent} is a file.", "Name a folder with -o.")
    from autograder.gradebook import CourseGradebook
    from autograder.grading.tried import about
    from autograder.report import anonymised, class_page, class_report, written_page, written_questions

    gradebook, read = CourseGradebook.of(course, db_url), course.assignment(assignment)
    with gradebook.open_existing() as opened:
        report = class_report(opened, read, gradebook.autograded_folder)
        report = replace(report, course=tuple(about(read, course.limits(), course.root)))
        questions = [] if anonymous else written_questions(opened, read, gradebook.autograded_folder)
    beside = target.with_name(f"{target.stem}-written.html")
    text = class_page(
        anonymised(report) if anonymous else report,
        formgrader=formgrader,
        feedback=partial(course.folder, "feedback", assignment),
        folder=target.parent,
        written=beside.name if questions else "",
    )
    write_whole(target, text, with_folder=True)
    many = len(report.submissions)
    click.echo(f"The report on {many} submission{'s' if many != 1 else ''} is {target}.")
    if questions:
        write_whole(beside, written_page(assignment, questions, titles=report.titles, formgrader=formgrader))
        waiting = sum(len(question.waiting) for question in questions)
        click.echo(f"Written answers and their rubric, {waiting} to grade: {beside}.")
    return 0
