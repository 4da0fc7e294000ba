"""What several commands have in common: their options, and how their help looks.

Of the engine, a command's module imports nothing heavy before it runs: `--help` is quick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.errors import UnusableInput

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.limits import Limits

NO_SANDBOX = "Graded without the sandbox: students' code could do anything that you can."
PATH = click.Path(path_type=Path)

Decorator = Callable[[Any], Any]


def described(name: str, *examples: str) -> Decorator:
    """A command, with examples that could be typed."""
    return click.command(name, epilog="\b\nExample:\n" + "\n".join(f"  {line}" for line in examples))


def writable(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Say before any work is done that a result could not be written."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        why = "it is a folder" if path.is_dir() else f"there is no folder {path.absolute().parent}"
        raise UnusableInput(f"{path} can't be written: {why}.", "Name a file in a folder that is there.")
    return path


def file_option(*names: str, text: str) -> Decorator:
    """An option that names a file to write."""
    return click.option(*names, type=PATH, callback=writable, metavar="FILE", help=text)


COURSE = click.option(
    "--course",
    "course_dir",
    type=PATH,
    default=Path(),
    metavar="DIR",
    help="The course's root; the working directory by default.",
)
JSON = file_option("--json", "json_file", text="Write the results as JSON.")
GRADEBOOK = click.option(
    "--db", "db_url", metavar="URL", help="Use a gradebook other than the one in nbgrader_config.py."
)
LIMIT = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Any limit, as in --limit call=5 --limit disk=64; repeatable. `autograder doctor` lists them all.",
)
BOUNDS = (
    click.option(
        "--timeout",
        type=click.FloatRange(0.1, 3600),
        metavar="S",
        help="Seconds that a cell may take; 30 by default.",
    ),
    click.option(
        "--memory",
        type=click.IntRange(64, 1 << 20),
        metavar="MIB",
        help="Memory that a notebook may take; 1024 by default.",
    ),
    LIMIT,
    click.option(
        "--no-sandbox",
        is_flag=True,
        help="Run students' code unconfined, with all your rights. Every result says so.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class BoundOptions:
    """What the command line says that students' code may use."""

    timeout: float | None
    memory: int | None
    limits: tuple[str, ...]
    no_sandbox: bool

    def of(self, course: Course) -> Limits:
        """The course's limits, with what is changed of them.

        Raises:
            UnusableInput: there is no such limit, or it can't have that value.
        """
        named = {"cell": self.timeout, "memory": self.memory}
        given = [f"{name}={value}" for name, value in named.items() if value is not None]
        return course.limits().with_changes([*given, *self.limits])


def gathered(name: str, record: type[Any], *options: Decorator) -> Decorator:
    """Options that a command gets as one record, under this name."""

    def decorate(function: Callable[..., int]) -> Any:
        names = [field.name for field in fields(record)]

        @wraps(function)
        def call(**given: Any) -> int:
            return function(**{name: record(**{field: given.pop(field) for field in names})}, **given)

        made: Any = call
        for option in reversed(options):
            made = option(made)
        return made

    return decorate


class Choice(click.Choice[str]):
    """One of several words; a misspelt one is told which it may have been."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What is said of another word."""
        meant = "".join(f" Did you mean {word!r}?" for word in get_close_matches(value, self.choices, n=1))
        return super().get_invalid_choice_message(value, ctx) + meant
