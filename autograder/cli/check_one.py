"""Grading one submission, and saying what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

import click
from rich.console import Console
from rich.text import Text

from autograder.atomic import write_whole
from autograder.cli.options import NO_SANDBOX
from autograder.cli.result_files import ResultWriter, commands_stopped, places_of
from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.formats import Timing
from autograder.results import NotebookResult, Status, SubmissionResult
from autograder.sandbox.rights import more_rights
from autograder.text import as_json, inert, listed, points

if TYPE_CHECKING:
    from autograder.cli.check import CheckOptions
    from autograder.intake import SubmissionFiles

_SHOWN_LEFT_OUT = 5
_MARKS = {Status.PASSED: ("✓", "green"), Status.FAILED: ("✗", "red"), Status.MANUAL: ("…", "cyan")}


def check_one(asked: CheckOptions) -> int:
    """Grade one submission; 1 if something of it could not be graded, or its score is too low."""
    course = Course.at(asked.course_dir)
    if str(asked.path) == "-":
        raise UnusableInput("- isn't a submission.", "Name a notebook, a folder or a zip archive.")
    name = course.one_of(asked.assignment, {*asked.path.resolve().parts, asked.path.stem})
    writer = ResultWriter.of(asked.results)
    started = time.time()
    checked = _check(course, name, asked)
    result = checked.result
    if checked.unusable is None:
        if asked.json_file is not None:
            write_whole(asked.json_file, as_json(result.to_json()))
        with commands_stopped():
            said = more_rights(course.rights(name)) + ([NO_SANDBOX] if asked.bounds.no_sandbox else [])
            _print_all(asked.path, result, checked.files.left_out, said)
    writer.write(result, Timing(started, time.time()), places_of(asked.path, checked.files))
    if checked.unusable is not None:
        raise checked.unusable
    if asked.fail_under is not None and result.score * 100 < asked.fail_under * result.max_score - 1e-6:
        click.echo(f"That is less than {asked.fail_under:g} %.")
        return 1
    return 1 if result.fell_short else 0


@dataclass(frozen=True)
class _Checked:
    """A submission, its result, and why it could not be used at all."""

    files: SubmissionFiles
    result: SubmissionResult
    unusable: UnusableInput | None


def _check(course: Course, name: str, asked: CheckOptions) -> _Checked:
    """Grade it. Where a platform wants a result, one that can't be used has one: zero, with the reason."""
    from autograder.warm.process import WarmProcess

    path, limits = asked.path, asked.bounds.of(course)
    # It starts while the rest is imported.
    students = WarmProcess(limits, sandbox=not asked.bounds.no_sandbox)
    unusable: UnusableInput | None = None
    try:
        from autograder.grading import Engine
        from autograder.intake import SubmissionFiles, Unreadable, open_submission

        assignment = course.assignment(name)
        names = list(assignment.notebooks)
        try:
            files = open_submission(path, assignment)
        except UnusableInput as error:
            if path.stem in assignment.lessons:
                raise UnusableInput(
                    f"Nothing is graded in {path.name}.", f"Name another notebook: {', '.join(names)}."
                ) from error
            if not asked.results.wanted or not os.path.lexists(path):
                raise
            unusable = error
            files = SubmissionFiles({notebook: Unreadable(str(error)) for notebook in names})
        engine = Engine(assignment, limits=limits, read=False, students=students, course=course.root)
    except BaseException:
        students.close()
        raise
    with engine:
        result, _documents = engine.grade_submission(
            files.notebooks, files=files.others, notes=files.notes, doubts=files.doubts
        )
    return _Checked(files, result, unusable)


def _print_all(
    path: Path, result: SubmissionResult, left_out: Mapping[str, str], said: Iterable[str]
) -> None:
    console = Console(highlight=False, soft_wrap=True)
    handed_in = [notebook for notebook in result.notebooks if notebook.status != "missing"]
    alone = len(handed_in) == 1 < len(result.notebooks) and path.is_file() and not is_zipfile(path)
    for notebook in handed_in if alone else result.notebooks:
        _print(console, notebook)
    if left_out:
        console.print()
    for name, why in list(left_out.items())[:_SHOWN_LEFT_OUT]:
        console.print(f"Not taken: {inert(name)}: {inert(why)}.", markup=False)
    if len(left_out) > _SHOWN_LEFT_OUT:
        console.print(f"And {len(left_out) - _SHOWN_LEFT_OUT} more.")
    maximum = sum(cell.max_score for cell in handed_in[0].cells) if alone else result.max_score
    console.print(f"\n{points(result.score)} of {points(maximum)} points")
    if alone:
        others = [notebook.name for notebook in result.notebooks if notebook.status == "missing"]
        console.print(
            f"This is one of the {len(result.notebooks)} notebooks of {result.assignment}. "
            f"With {listed(others, many=20)}, there are {points(result.max_score)} points in all.",
            markup=False,
        )
    for line in said:
        console.print(line, markup=False)


def _print(console: Console, notebook: NotebookResult) -> None:
    state = "" if notebook.status == "graded" else f": {notebook.status}"
    console.print(Text(f"\n{notebook.name}{state}", style="bold"))
    if notebook.message:
        console.print(f"  {inert(notebook.message)}", markup=False)
    for cell in notebook.cells:
        mark, style = _MARKS.get(cell.status, ("!", "yellow"))
        score = "graded by a person" if cell.score is None else f"{cell.score:g}/{cell.max_score:g}"
        console.print(Text(f"  {mark} {cell.grade_id}  {score}", style=style))
        if notebook.status == "graded" and cell.status not in (Status.PASSED, Status.MANUAL):
            for line in inert(cell.feedback).splitlines():
                console.print(f"      {line}", markup=False)
