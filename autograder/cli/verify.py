"""`autograder verify`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.atomic import write_whole
from autograder.cli.options import COURSE, JSON, described
from autograder.text import as_json, inert

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status
    from rich.table import Table
    from rich.text import Text

    from autograder.course import Course
    from autograder.verify import Findings, PlainFindings


@described(
    "verify",
    "autograder verify",
    "autograder verify ch177 --exercise tanh",
    "autograder verify --json tests.json",
    "autograder verify ch177 --propose",
)
@click.argument("assignment", required=False)
@click.option("--exercise", metavar="NAME", help="Test the tests of this exercise alone.")
@click.option(
    "--propose",
    is_flag=True,
    help="Write a stub for each wrong answer that several students share and no misconception lists.",
)
@JSON
@COURSE
def command(
    assignment: str | None, exercise: str | None, propose: bool, json_file: Path | None, course_dir: Path
) -> int:
    """Test the tests: right answers get full marks, wrong ones lose theirs and are named.

    For plain asserts: your own solution gets all points, a submission without answers none.
    """
    from autograder.course import Course

    course = Course.at(course_dir)
    if propose:
        return _propose(course, course.one_of(assignment), exercise)
    # Where there is none to test, one_of says so.
    names = [assignment] if assignment else course.assignments or [course.one_of(None)]
    return verify_and_tell(course, names, exercise, json_file)


def _propose(course: Course, assignment: str, only: str | None) -> int:
    """Print a stub for each way in which answers of several are wrong and which nothing explains."""
    from autograder.gradebook import CourseGradebook
    from autograder.report import class_report
    from autograder.verify import stub

    gradebook, asked = CourseGradebook.of(course), course.assignment(assignment)
    with gradebook.open_existing() as opened:
        report = class_report(opened, asked, gradebook.autograded_folder)
    stubs = [
        stub(asked.exercises[one.exercise], one.sample.answer, len(one.students))
        for one in report.unlisted
        if one.exercise in asked.exercises and only in (None, one.exercise) and one.shared
    ]
    for text in filter(None, stubs):
        click.echo(inert(text))
    if not any(stubs):
        click.echo("No two of the wrong answers that are on no list are alike.")
    else:
        click.echo("# Paste what you want to list into the solution modules, say what is wrong, and verify.")
    return 0


def verify_and_tell(
    course: Course, assignments: list[str], exercise: str | None, json_file: Path | None = None
) -> int:
    """Test the tests of assignments, or of one exercise, and show what was found; 1 if they fell short."""
    os.environ["MPLBACKEND"] = "Agg"
    from rich.console import Console

    from autograder.verify import is_plain, try_plain, verify

    console = Console(highlight=False, soft_wrap=True)
    found: list[Findings] = []
    plain: list[PlainFindings] = []
    for name in assignments:
        with console.status("") as status:

            def progress(now: str, status: Status = status) -> None:
                status.update(f"trying {now}")

            if exercise is None and is_plain(course, name):
                plain += try_plain(course, name, progress)
            else:
                found += verify(course, name, only=exercise, progress=progress)
    if found:
        _tell(console, found)
    if plain:
        _tell_plain(console, plain)
    if json_file is not None:
        document = [*map(asdict, found), *(one.document for one in plain)]
        write_whole(json_file, as_json(document))
    holds = [*(one.holds for one in found), *(one.holds for one in plain)]
    return 0 if all(holds) else 1


def _tell(console: Console, found: list[Findings]) -> None:
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


def _tell_plain(console: Console, found: list[PlainFindings]) -> None:
    """Of notebooks with plain asserts: one row each, and below it what an instructor should know."""
    from autograder.verify.plain import lines_of

    table = _new_table("notebook", "tests", "own solution passes", "judged from outside", "blank passes", "")
    for one in found:
        table.add_row(
            one.notebook,
            str(one.tests),
            str(one.tests - len(one.tried.failed)),
            str(one.tests - len(one.tried.moved)),
            str(len(one.tried.given)),
            _mark(one.holds),
        )
    console.print(table)
    for line in lines_of(found):
        console.print(line, markup=False)


def _new_table(first: str, *headings: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _mark(holds: bool) -> Text:
    from rich.text import Text

    return Text("✓", style="green") if holds else Text("✗", style="red")


def _table(found: list[Findings]) -> Table:
    """One row an exercise: what its tests were tested with."""
    table = _new_table("exercise", "references", "correct", "misconceptions", "mutants", "")
    for findings in found:
        table.add_row(
            findings.exercise,
            str(findings.references),
            str(findings.alternatives),
            str(findings.misconceptions),
            f"{findings.caught}/{findings.mutants}",
            _mark(findings.holds),
        )
    return table
