"""`autograder package`."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import click

from autograder.ci import for_github, for_gitlab, for_gradescope
from autograder.course import Course
from autograder.errors import UnusableInput

_IN_SCRIPTS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def run(platform: str, assignment: str, output: Path | None, course_dir: Path) -> int:
    """Pack an assignment for a platform."""
    course = Course.at(course_dir)
    course.source(assignment)
    course.config()
    if not _IN_SCRIPTS.fullmatch(assignment):
        raise UnusableInput(
            f"The name {assignment!r} can't stand in a script.",
            "Name the assignment with letters, digits, _, - and dots alone.",
        )
    if platform == "gradescope":
        target = output or Path(f"{assignment}-gradescope.zip")
        _write_file(target, for_gradescope(course, assignment))
        what = "Upload it as the autograder of the assignment."
    else:
        target = output or Path(f"{assignment}-{platform}")
        files = (for_github if platform == "github" else for_gitlab)(course, assignment)
        _write_folder(target, files)
        what = f"The head of {next(iter(files))} says where to put what."
    click.echo(f"{target} is written. {what}")
    click.echo("It holds the solutions and hidden tests: nobody else may read it.")
    return 0


def _write_file(target: Path, data: bytes) -> None:
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.absolute().parent)
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(name, target)
    except OSError as error:
        raise _unwritable(target, error) from error


def _write_folder(target: Path, files: dict[str, bytes]) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UnusableInput(f"{target} is there already.", "Name a new or empty folder with -o.")
    try:
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.absolute().parent))
        try:
            for name, data in files.items():
                path = fresh / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            os.replace(fresh, target)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> UnusableInput:
    return UnusableInput(
        f"{target} can't be written: {error.strerror}.",
        "Name another place with -o, in a folder that is there.",
    )
