"""`autograder export`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from autograder.cli.options import COURSE, GRADEBOOK, PATH, Choice, described, file_option


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """What was asked for."""

    assignment: str
    to: str
    into: Path | None
    output: Path | None
    column: str | None
    match: str | None
    scale: bool
    partial: bool
    skip_unknown: bool
    db_url: str | None
    course_dir: Path


@described(
    "export", "autograder export ch177 --to canvas --into grades.csv", "autograder export ch177 --to json"
)
@click.argument("assignment")
@click.option(
    "--to",
    type=Choice(["canvas", "moodle", "csv", "json", "parquet"]),
    required=True,
    help="Canvas or Moodle, whose file is filled in, or a plain table.",
)
@click.option(
    "--into", type=PATH, metavar="FILE", help="The CSV file that you exported from Canvas or Moodle."
)
@file_option(
    "-o",
    "output",
    text="Where to write; an existing file is replaced. By default a new file beside the exported one.",
)
@click.option("--column", metavar="NAME", help="The assignment's column there, if it has another name.")
@click.option(
    "--match",
    metavar="COLUMN",
    help="The column with your students' ids, on their own or as the part before an @.",
)
@click.option("--scale", is_flag=True, help="Convert the points to the maximum that the file has.")
@click.option("--partial", is_flag=True, help="Also write scores that a person still has to complete.")
@click.option("--skip-unknown", is_flag=True, help="Leave out students who aren't in the file.")
@GRADEBOOK
@COURSE
def command(**options: Any) -> int:
    """Write grades for a learning platform, into the file that it has exported, or as a plain table."""
    from autograder.cli.export_grades import export_grades

    return export_grades(ExportOptions(**options))
