"""`autograder sample`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.course import Course
from autograder.errors import UnusableInput


def run(number: int, seed: int, assignment: str | None, course_dir: Path) -> int:
    """Write a made-up class."""
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
