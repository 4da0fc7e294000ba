"""`autograder sample`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.options import COURSE, described
from autograder.errors import UnusableInput


@described("sample", "autograder sample -n 30 --seed 7")
@click.option(
    "-n", "number", type=click.IntRange(1, 100_000), default=12, show_default=True, help="Students."
)
@click.option("--seed", type=click.IntRange(0), default=177, show_default=True, help="Same seed, same class.")
@click.option("--assignment", metavar="A", help="Which assignment, if the course has several.")
@COURSE
def command(number: int, seed: int, assignment: str | None, course_dir: Path) -> int:
    """Fill submitted/ with a made-up class, for trying things out."""
    from autograder.course import Course
    from autograder.sample import fill_submitted

    course = Course.at(course_dir)
    if assignment is None:
        if len(course.assignments) != 1:
            raise UnusableInput(
                f"The course has {len(course.assignments)} assignments.",
                "Name one of " + ", ".join(course.assignments) + " with --assignment.",
            )
        assignment = course.assignments[0]
    students = fill_submitted(course, assignment, students=number, seed=seed)
    click.echo(f"A made-up class of {len(students)} is in {course.root / 'submitted'} (seed {seed}).")
    return 0
