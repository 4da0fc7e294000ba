"""`autograder verify`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.atomic import write_whole
from autograder.cli.options import COURSE, JSON, described
from autograder.text import as_json

if TYPE_CHECKING:
    from rich.table import Table

    from autograder.course import Course
    from autograder.verify import Findings


@described(
    "verify",
    "autograder verify",
    "autograder verify ch177 --exercise tanh",
    "autograder verify --json tests.json",
)
@click.argument("assignment", required=False)
@click.option("--exercise", metavar="NAME", help="Test the tests of this exercise alone.")
@JSON
@COURSE
def command(assignment: str | None, exercise: str | None, json_file: Path | None, course_dir: Path) -> int:
    """Test the tests: right answers get full marks, wrong ones lose theirs and are named."""
    from autograder.course import Course

    course = Course.at(course_dir)
    # Where there is none to test, one_of says so.
    names = [assignment] if assignment else course.assignments or [course.one_of(None)]
    return verify_and_tell(course, names, exercise, json_file)


def verify_and_tell(
    course: Course, assignments: list[str], exercise: str | None, json_file: Path | None = None
) -> int:
    """Test the tests of assignments, or of one exercise, and show what was found; 1 if they fell short."""
    os.environ["MPLBACKEND"] = "Agg"
    from rich.console import Console

    from autograder.verify import verify

    console = Console(highlight=False, soft_wrap=True)
    found = []
    for name in assignments:
        with console.status("") as status:
            found += verify(course, name, only=exercise, progress=lambda now: status.update(f"trying {now}"))
    console.print(_table(found))
    mutants, caught = sum(f.mutants for f in found), sum(f.caught for f in found)
    console.print(
        f"\n{caught} of {mutants} mutants caught ({caught / max(mutants, 1):.1%}).", highlight=False
    )
    for findings in found:
        lines = [f"equivalent: {change}\n      {reason}" for change, reason in findings.equivalents]
        lines += [f"survived: {change}   {findings.places[change]}" for change in findings.survivors]
        lines += findings.problems
        lines += [f"warning: {warning}" for warning in findings.warnings]
        for line in lines:
            console.print(f"  {findings.exercise}: {line}", markup=False)
    if json_file is not None:
        write_whole(json_file, as_json([asdict(findings) for findings in found]))
    return 0 if all(findings.holds for findings in found) else 1


def _table(found: list[Findings]) -> Table:
    """One row an exercise: what its tests were tested with."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("exercise")
    for heading in ("references", "correct", "misconceptions", "mutants", ""):
        table.add_column(heading, justify="right")
    for findings in found:
        table.add_row(
            findings.exercise,
            str(findings.references),
            str(findings.alternatives),
            str(findings.misconceptions),
            f"{findings.caught}/{findings.mutants}",
            Text("✓", style="green") if findings.holds else Text("✗", style="red"),
        )
    return table
