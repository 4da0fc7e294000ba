"""`autograder new`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.options import COURSE, described
from autograder.cli.verify import verify_and_tell
from autograder.errors import UnusableInput

_WHY_IGNORED = ", which keeps students' work and grades out of your repository"


@described(
    "new",
    "autograder new ch178",
    "autograder verify ch178",
    "autograder new ch178 --exercise median",
)
@click.argument("assignment", metavar="CHAPTER")
@click.option(
    "--exercise", metavar="NAME", help="The exercise's name; added to the assignment if that exists."
)
@click.option(
    "--notebook",
    metavar="NAME",
    help="Where an added exercise goes: a notebook of the assignment, by default the last, or a new one.",
)
@COURSE
def command(assignment: str, exercise: str | None, notebook: str | None, course_dir: Path) -> int:
    """Start an assignment, or add an exercise to one. It verifies and grades; change it into your own."""
    from autograder.course import Course
    from autograder.course.course import is_configured
    from autograder.start import add_exercise, start_assignment

    has_course = is_configured(course_dir)
    if exercise and has_course and assignment in Course.at(course_dir).assignments:
        _tell(add_exercise(Course.at(course_dir), assignment, exercise, notebook))
        return verify_and_tell(Course.at(course_dir), [assignment], exercise)
    if notebook is not None:
        raise UnusableInput(
            "--notebook says where an added exercise goes.",
            "Name the exercise with --exercise, and an assignment.",
        )
    _tell(start_assignment(course_dir, assignment, *filter(None, [exercise])))
    click.echo(
        "\nOne exercise, to change into your own. Try it as it is:\n\n"
        f"  autograder verify {assignment}\n"
        f"  nbgrader generate_assignment {assignment}\n"
        f"  autograder sample --assignment {assignment}\n"
        f"  autograder grade {assignment}"
    )
    return 0


def _tell(written: list[Path]) -> None:
    for path in written:
        click.echo(f"{path}{_WHY_IGNORED if path.name == '.gitignore' else ''}")
