"""`autograder sample`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.options import COURSE, described


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
    name = course.one_of(assignment)
    students = fill_submitted(course, name, students=number, seed=seed)
    click.echo(f"A made-up class of {len(students)} is in {course.step('submitted')} (seed {seed}).")
    return 0
