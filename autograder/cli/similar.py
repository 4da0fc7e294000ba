"""`autograder similar`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.atomic import write_whole
from autograder.cli.options import COURSE, described, file_option
from autograder.text import inert


@described("similar", "autograder similar ch177", "autograder similar ch177 -o alike.html")
@click.argument("assignment")
@file_option("-o", "output", text="Where to write; report/ASSIGNMENT-similar.html by default.")
@COURSE
def command(assignment: str, output: Path | None, course_dir: Path) -> int:
    """Show submissions that are unusually similar, side by side. It accuses nobody."""
    from autograder.course import Course

    course = Course.at(course_dir)
    course.source(assignment)
    from autograder.similar import alike, read_class, similar_page

    answers = read_class(course, assignment)
    groups = alike(answers)
    target = output or course.root / "report" / f"{assignment}-similar.html"
    write_whole(target, similar_page(answers, groups), with_folder=True)
    for unread in answers.unread:
        click.echo(f"Not compared: {inert(unread)}")
    found = f"{len(groups) or 'no'} group{'s' if len(groups) != 1 else ''}"
    click.echo(f"{len(answers.students)} submissions compared: {found} of similar ones. See {target}.")
    return 1 if answers.unread else 0
