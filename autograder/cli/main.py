"""The commands, and the one place where an error becomes a line on stderr and an exit code."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import click

from autograder.errors import UnusableInput

# In the order of the work. Each is the function `command` of the module of its name.
COMMANDS = {
    "new": "Start an assignment: one exercise, to change into your own.",
    "sample": "Fill submitted/ with a made-up class, for trying things out.",
    "verify": "Test the tests: right answers pass, wrong ones fail and are named.",
    "grade": "Grade all of submitted/ into nbgrader's autograded/ and gradebook.",
    "serve": "The page on which students hand in and read their feedback.",
    "check": "Grade one submission: a notebook, a folder or a zip archive.",
    "feedback": "Write everybody's feedback, and pack it for Moodle or Canvas.",
    "report": "Show the class on one web page.",
    "export": "Write the grades for Canvas or Moodle, or as a plain table.",
    "similar": "Show submissions that are unusually similar, side by side.",
    "package": "Pack an assignment for Gradescope, GitHub Actions or GitLab CI.",
    "doctor": "Show which layers of the sandbox work here.",
}


class _Commands(click.Group):
    """Imports a command when it is called: `--help` and a wrong name need none of them."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in COMMANDS:
            command: click.Command = importlib.import_module(f"autograder.cli.{name}").command
            return command
        if context.resilient_parsing:  # completing a command line
            return None
        raise click.exceptions.NoSuchCommand(name, possibilities=COMMANDS, ctx=context)

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chapter-autograder", prog_name="autograder")
def commands() -> None:
    """Grade Jupyter exercises, and say what is wrong with a wrong answer."""


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
        seen = error.format_message().rstrip()
        stop = "" if seen.endswith((".", "?")) else "."
        return _report(f"{seen}{stop} Try `{command} --help`.")
    except (click.Abort, KeyboardInterrupt):
        _report("stopped. What has been graded so far is kept.")
        return 130
    return code if isinstance(code, int) else 0


def _report(line: str) -> int:
    click.echo(f"autograder: {' '.join(line.split())}", err=True)
    return 2
