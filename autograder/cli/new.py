"""`autograder new`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.options import COURSE, described

_WHY_IGNORED = ", which keeps students' work and grades out of your repository"


@described("new", "autograder new ch178", "autograder verify ch178")
@click.argument("assignment", metavar="CHAPTER")
@COURSE
def command(assignment: str, course_dir: Path) -> int:
    """Start an assignment: one exercise that verifies and grades, to change into your own."""
    from autograder.start import start_assignment

    for path in start_assignment(course_dir, assignment):
        click.echo(f"{path}{_WHY_IGNORED if path.name == '.gitignore' else ''}")
    click.echo(
        "\nOne exercise, to change into your own. Try it as it is:\n\n"
        f"  autograder verify {assignment}\n"
        f"  nbgrader generate_assignment {assignment}\n"
        f"  autograder sample --assignment {assignment}\n"
        f"  autograder grade {assignment}"
    )
    return 0
