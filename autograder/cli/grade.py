"""`autograder grade`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from autograder.cli.options import BOUNDS, COURSE, GRADEBOOK, JSON, PATH, BoundOptions, described, gathered
from autograder.cli.progress import say, silent_at_the_end


@dataclass(frozen=True, kw_only=True)
class GradeOptions:
    """What was asked for."""

    assignment: str
    students: tuple[str, ...]
    jobs: int | None
    scheduler: str | None
    db_url: str | None
    force: bool
    dry_run: bool
    extensions: Path | None
    bounds: BoundOptions
    json_file: Path | None
    course_dir: Path


@described("grade", "autograder grade ch177", "autograder grade ch177 --student ada --force")
@click.argument("assignment")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student; repeatable.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="How many notebooks to grade at once; by default one per processor.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Send the work to the workers of this Dask scheduler.")
@GRADEBOOK
@click.option("--force", is_flag=True, help="Grade again what is graded already.")
@click.option("--dry-run", is_flag=True, help="Write nothing: show whose points a regrade would change.")
@click.option(
    "--extensions",
    type=PATH,
    metavar="FILE",
    help="Students' own due dates: a CSV file with the columns id and duedate.",
)
@gathered("bounds", BoundOptions, *BOUNDS)
@JSON
@COURSE
def command(**options: Any) -> int:
    """Grade all that is under submitted/ into nbgrader's autograded/ and gradebook."""
    asked = GradeOptions(**options)
    with silent_at_the_end():
        say(f"Reading {asked.assignment}")
        from autograder.cli.grade_class import grade_class

        return grade_class(asked)
