"""The commands, and the one place where an error becomes a line on stderr and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from autograder.errors import UnusableInput

_COURSE = click.option(
    "--course",
    "course_dir",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The course's root; the working directory by default.",
)


def _writable(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Say before any work is done that a result could not be written."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise UnusableInput(f"{path} can't be written.", "Name a file in a folder that is there.")
    return path


_JSON = click.option(
    "--json",
    "json_file",
    type=click.Path(path_type=Path),
    callback=_writable,
    metavar="FILE",
    help="Write the results as JSON.",
)
_TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    metavar="S",
    help="Seconds that a cell may take; 30 by default.",
)
_MEMORY = click.option(
    "--memory",
    type=click.IntRange(64, 1 << 20),
    metavar="MIB",
    help="Memory that a notebook may take; 1024 by default.",
)


_LIMIT = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Another limit, as in --limit call=5 --limit disk=64; repeatable. `autograder doctor` lists them.",
)
_NO_SANDBOX = click.option(
    "--no-sandbox",
    is_flag=True,
    help="Run students' code unconfined, with all that you may do. Every result says so.",
)


def _file_for(name: str, text: str) -> Callable[[Any], Any]:
    """An option that names a file for a report."""
    kind = click.Path(path_type=Path)
    return click.option(name, type=kind, callback=_writable, metavar="FILE", help=text)


def _example(*lines: str) -> dict[str, str]:
    return {"epilog": "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chapter-autograder", prog_name="autograder")
def commands() -> None:
    """Grade Jupyter exercises, and say what is wrong with a wrong answer."""


@commands.command(**_example("autograder grade ch177", "autograder grade ch177 --student ada --force"))
@click.argument("assignment")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this student; repeatable.")
@click.option(
    "--jobs", type=click.IntRange(1, 1024), metavar="N", help="How many at once; one a processor by default."
)
@click.option("--scheduler", metavar="ADDRESS", help="Send the work to the workers of this Dask scheduler.")
@click.option("--db", "db_url", metavar="URL", help="Another gradebook than nbgrader_config.py names.")
@click.option("--force", is_flag=True, help="Grade again what is graded already.")
@click.option("--dry-run", is_flag=True, help="Write nothing: show whose points a regrade would change.")
@_TIMEOUT
@_MEMORY
@_LIMIT
@_NO_SANDBOX
@_JSON
@_COURSE
def grade(**options: Any) -> int:
    """Grade all that is under submitted/ into nbgrader's autograded/ and gradebook."""
    from autograder.cli.grade import run

    return run(**options)


@commands.command(**_example("autograder check homework.zip --json result.json"))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--assignment", metavar="A", help="Which assignment, if the course has several.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if the score is below that.",
)
@_TIMEOUT
@_MEMORY
@_LIMIT
@_NO_SANDBOX
@_JSON
@_file_for("--junit", "Write JUnit XML.")
@_file_for("--ctrf", "Write a report in the Common Test Report Format.")
@_file_for("--gradescope", "Write Gradescope's results.json.")
@_file_for("--classroom50", "Write Classroom 50's result.json; in its autograder.py.")
@_file_for("--prairielearn", "Write PrairieLearn's results.json.")
@click.option("--github", is_flag=True, help="In GitHub Actions: annotate, and write the job summary.")
@_COURSE
def check(**options: Any) -> int:
    """Grade one submission: a notebook, a folder or a zip archive. Needs no gradebook."""
    from autograder.cli.check import run

    return run(**options)


@commands.command(**_example("autograder verify", "autograder verify ch177 --json tests.json"))
@click.argument("assignment", required=False)
@_JSON
@_COURSE
def verify(**options: Any) -> int:
    """Test the tests: right answers get full marks, wrong ones lose theirs and are named."""
    from autograder.cli.verify import run

    return run(**options)


@commands.command(**_example("autograder doctor", "autograder doctor --json sandbox.json"))
@_LIMIT
@_JSON
def doctor(**options: Any) -> int:
    """Say what of the sandbox holds here, and what to do about the rest."""
    from autograder.cli.doctor import run

    return run(**options)


@commands.command(**_example("autograder new ch178", "autograder verify ch178"))
@click.argument("assignment", metavar="CHAPTER")
@_COURSE
def new(**options: Any) -> int:
    """Start an assignment: one exercise that verifies and grades, to change into your own."""
    from autograder.cli.new import run

    return run(**options)


@commands.command(**_example("autograder sample -n 30 --seed 7"))
@click.option(
    "-n", "number", type=click.IntRange(1, 100_000), default=12, show_default=True, help="Students."
)
@click.option("--seed", type=click.IntRange(0), default=177, show_default=True, help="Same seed, same class.")
@click.option("--assignment", help="Which assignment, if the course has several.")
@_COURSE
def sample(**options: Any) -> int:
    """Fill submitted/ with a made-up class, for trying things out."""
    from autograder.cli.sample import run

    return run(**options)


@commands.command(
    **_example("autograder export ch177 --to canvas --into grades.csv", "autograder export ch177 --to json")
)
@click.argument("assignment")
@click.option(
    "--to",
    type=click.Choice(["canvas", "moodle", "csv", "json", "parquet"]),
    required=True,
    help="A platform, whose file is filled in, or a plain table.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The CSV file that you exported from Canvas or Moodle.",
)
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    callback=_writable,
    metavar="FILE",
    help="Where to write, over what is there; by default a new file, beside the exported one.",
)
@click.option("--column", metavar="NAME", help="The assignment's column there, if it isn't called the same.")
@click.option(
    "--match",
    metavar="COLUMN",
    help="The one column that has your students' ids, or before an @ in it.",
)
@click.option("--scale", is_flag=True, help="Convert the points to the maximum that the file has.")
@click.option("--partial", is_flag=True, help="Also give scores that a person hasn't completed.")
@click.option("--skip-unknown", is_flag=True, help="Leave out students who aren't in the file.")
@click.option("--db", "db_url", metavar="URL", help="Another gradebook than nbgrader_config.py names.")
@_COURSE
def export(**options: Any) -> int:
    """Write grades for a learning platform, into the file that it has exported, or as a plain table."""
    from autograder.cli.export import run

    return run(**options)


@commands.command(**_example("autograder report ch177", "autograder report ch177 -o ~/reports --anonymous"))
@click.argument("assignment")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write to, made if it isn't there; report/ in the course by default.",
)
@click.option("--anonymous", is_flag=True, help="Random labels instead of students' ids and names.")
@click.option(
    "--formgrader",
    default="http://localhost:8888/formgrader",
    show_default=True,
    metavar="URL",
    help="Where formgrader is, for the links.",
)
@click.option("--db", "db_url", metavar="URL", help="Another gradebook than nbgrader_config.py names.")
@_COURSE
def report(**options: Any) -> int:
    """Write the class as one web page: scores, exercises, misconceptions, who needs a person."""
    from autograder.cli.report import run

    return run(**options)


@commands.command(**_example("autograder similar ch177", "autograder similar ch177 -o alike.html"))
@click.argument("assignment")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    callback=_writable,
    metavar="FILE",
    help="Where to write; report/ASSIGNMENT-similar.html by default.",
)
@_COURSE
def similar(**options: Any) -> int:
    """Show pairs of submissions that are uncommonly alike, side by side. It accuses nobody."""
    from autograder.cli.similar import run

    return run(**options)


@commands.command(
    **_example(
        "autograder package gradescope ch177",
        "autograder package github ch177 -o ../grading",
    )
)
@click.argument("platform", type=click.Choice(["gradescope", "github", "gitlab"]))
@click.argument("assignment")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The zip archive for Gradescope, or a new folder; named after both by default.",
)
@_COURSE
def package(**options: Any) -> int:
    """Pack an assignment and the grader for Gradescope, GitHub Actions or GitLab CI."""
    from autograder.cli.package import run

    return run(**options)


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 done but something fell short, 2 unusable input."""
    # jsonschema, behind nbformat, would build a grammar of international addresses: more than a second,
    # for a format that no notebook uses. It does without where the module can't be imported.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    sys.exit(_exit_code(lambda: commands.main(arguments, prog_name="autograder", standalone_mode=False)))


def _exit_code(run: Callable[[], Any]) -> int:
    try:
        code = run()
    except UnusableInput as error:
        return _report(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "autograder"
        return _report(f"{error.format_message()} Try `{command} --help`.")
    except (click.Abort, KeyboardInterrupt):
        _report("stopped. What was graded until now is kept.")
        return 130
    return code if isinstance(code, int) else 0


def _report(line: str) -> int:
    click.echo(f"autograder: {' '.join(line.split())}", err=True)
    return 2
