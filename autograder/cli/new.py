"""`autograder new`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.start import start_assignment


def run(assignment: str, course_dir: Path) -> int:
    """Start an assignment, and say how to go on."""
    for path in start_assignment(course_dir, assignment):
        click.echo(path)
    click.echo(
        "\nOne exercise, to change into your own. Try it as it is:\n\n"
        f"  autograder verify {assignment}\n"
        f"  nbgrader generate_assignment {assignment}\n"
        f"  autograder sample --assignment {assignment}\n"
        f"  autograder grade {assignment}"
    )
    return 0
