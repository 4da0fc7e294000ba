"""`autograder check`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from autograder.cli.options import BOUNDS, COURSE, JSON, PATH, BoundOptions, described, file_option, gathered


@dataclass(frozen=True, kw_only=True)
class ResultFiles:
    """Where results are written in the formats of others, and whether to annotate in GitHub Actions."""

    junit: Path | None
    ctrf: Path | None
    gradescope: Path | None
    classroom50: Path | None
    prairielearn: Path | None
    github: bool

    @property
    def wanted(self) -> bool:
        """Whether there is any."""
        return any(vars(self).values())


_RESULT_FILES = (
    file_option("--junit", text="Write JUnit XML."),
    file_option("--ctrf", text="Write a report in the Common Test Report Format."),
    file_option("--gradescope", text="Write Gradescope's results.json."),
    file_option("--classroom50", text="Write Classroom 50's result.json; in its autograder.py."),
    file_option("--prairielearn", text="Write PrairieLearn's results.json."),
    click.option("--github", is_flag=True, help="In GitHub Actions: annotate, and write the job summary."),
)


@dataclass(frozen=True, kw_only=True)
class CheckOptions:
    """What was asked for."""

    path: Path
    assignment: str | None
    fail_under: float | None
    bounds: BoundOptions
    json_file: Path | None
    results: ResultFiles
    course_dir: Path


@described("check", "autograder check homework.zip --json result.json")
@click.argument("path", type=PATH)
@click.option("--assignment", metavar="A", help="Which assignment, if the course has several.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if the score is below this percentage.",
)
@gathered("bounds", BoundOptions, *BOUNDS)
@JSON
@gathered("results", ResultFiles, *_RESULT_FILES)
@COURSE
def command(**options: Any) -> int:
    """Grade one submission: a notebook, a folder or a zip archive. Needs no gradebook."""
    from autograder.cli.check_one import check_one

    return check_one(CheckOptions(**options))
