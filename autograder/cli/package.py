"""`autograder package`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from autograder.atomic import whole_folder, write_whole
from autograder.cli.options import COURSE, PATH, Choice, described
from autograder.errors import UnusableInput

_IN_SCRIPTS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@described("package", "autograder package gradescope ch177", "autograder package github ch177 -o ../grading")
@click.argument("platform", type=Choice(["gradescope", "github", "gitlab"]))
@click.argument("assignment")
@click.option(
    "-o",
    "output",
    type=PATH,
    metavar="PATH",
    help="The zip archive for Gradescope, or a new folder; named after both by default.",
)
@COURSE
def command(platform: str, assignment: str, output: Path | None, course_dir: Path) -> int:
    """Pack an assignment and the grader for Gradescope, GitHub Actions or GitLab CI."""
    from autograder.ci import for_github, for_gitlab, for_gradescope
    from autograder.course import Course

    course = Course.at(course_dir)
    course.source(assignment)
    _ = course.config  # loaded, or refused with the reason
    if not _IN_SCRIPTS.fullmatch(assignment):
        raise UnusableInput(
            f"The name {assignment!r} can't stand in a script.",
            "Name the assignment with letters, digits, _, - and dots alone.",
        )
    if platform == "gradescope":
        target = output or Path(f"{assignment}-gradescope.zip")
        write_whole(target, for_gradescope(course, assignment), private=True)
        what = "Upload it as the autograder of the assignment."
    else:
        target = output or Path(f"{assignment}-{platform}")
        files = (for_github if platform == "github" else for_gitlab)(course, assignment)
        _write_folder(target, files)
        what = f"The top of {next(iter(files))} says where everything goes."
    click.echo(f"{target} is written. {what}")
    click.echo("It holds the solutions and hidden tests: nobody else may read it.")
    return 0


def _write_folder(target: Path, files: dict[str, bytes]) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UnusableInput(f"{target} is there already.", "Name a new or empty folder with -o.")
    with whole_folder(target) as fresh:
        fresh.chmod(0o700)
        for name, data in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
