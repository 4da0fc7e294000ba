"""Results of `autograder check` in the formats of others: files, and what GitHub Actions reads."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.atomic import write_whole
from autograder.formats import (
    Handover,
    Place,
    Timing,
    annotate,
    classroom50,
    ctrf,
    gradescope,
    junit,
    prairielearn,
    summary,
)
from autograder.results import SubmissionResult

if TYPE_CHECKING:
    from autograder.cli.check import ResultFiles
    from autograder.intake import SubmissionFiles


@dataclass(frozen=True)
class ResultWriter:
    """Writes the result in the formats that are asked for.

    Attributes:
        files: which, and where.
        handover: who handed in what, where a format says so.
    """

    files: ResultFiles
    handover: Handover | None

    @classmethod
    def of(cls, files: ResultFiles) -> ResultWriter:
        """A writer of these.

        Raises:
            UnusableInput: the environment doesn't say who handed in what.
        """
        return cls(files, None if files.classroom50 is None else Handover.from_environment(os.environ))

    def write(
        self, result: SubmissionResult, timing: Timing, places: Mapping[tuple[str, str], Place]
    ) -> None:
        """Write them all."""
        files = self.files
        if files.junit is not None:
            write_whole(files.junit, junit(result, timing))
        if files.gradescope is not None:
            write_whole(files.gradescope, gradescope(result, timing))
        if files.ctrf is not None:
            write_whole(files.ctrf, ctrf(result, timing))
        if files.prairielearn is not None:
            write_whole(files.prairielearn, prairielearn(result))
        if files.classroom50 is not None and self.handover is not None:
            write_whole(files.classroom50, classroom50(result, self.handover, timing.ended))
        if files.github:
            _to_github(result, places)


@contextmanager
def commands_stopped() -> Iterator[None]:
    """In GitHub Actions, let nothing that is printed meanwhile be taken for a command to the runner."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    token = secrets.token_hex(16)
    click.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        click.echo(f"::{token}::")


def places_of(path: Path, files: SubmissionFiles) -> dict[tuple[str, str], Place]:
    """Where the cells of a submission are in its repository, by notebook and grade_id.

    Args:
        path: the notebook, folder or archive that was handed in.
        files: what it holds.
    """
    given = path.absolute()
    around = (given, *given.parents)
    root = next((folder for folder in around if (folder / ".git").exists()), given.parent)
    found: dict[tuple[str, str], Place] = {}
    for name, data in files.notebooks.items():
        file = given
        if given.is_dir():
            if name not in files.paths:
                continue
            file = given / files.paths[name]
        shown = file.relative_to(root).as_posix()
        found[name, ""] = Place(shown)
        if isinstance(data, bytes) and file.suffix == ".ipynb":
            found |= {(name, grade_id): Place(shown, line) for grade_id, line in _lines(data)}
    return found


def _lines(notebook: bytes) -> Iterator[tuple[str, int]]:
    """The grade_ids in a notebook's file, and the lines that they are in."""
    line, end = 1, 0
    for match in re.finditer(rb'"grade_id"\s*:\s*"([^"\\\n]{1,200})"', notebook):
        line += notebook.count(b"\n", end, match.start(1))
        end = match.start(1)
        yield match[1].decode(errors="replace"), line


def _to_github(result: SubmissionResult, places: Mapping[tuple[str, str], Place]) -> None:
    for line in annotate(result, places):
        click.echo(line)
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        with open(target, "a", encoding="utf-8") as file:
            file.write(summary(result))
