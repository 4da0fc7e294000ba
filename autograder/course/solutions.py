"""An assignment's solution modules: the exercises that they define.

A folder such as `solutions/Homework 2.2` has a name that no import statement could have. Its modules can
import each other as `solutions.Homework_2_2.…`, with _ for each dot and blank.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

from autograder.errors import BrokenCourse, UnusableInput
from autograder.exercise import Exercise


def exercises_in(folder: Path, root: Path) -> dict[str, Exercise]:
    """All exercises of the modules in a folder by name, in the order of the modules and their definitions.

    Args:
        folder: the folder.
        root: the course's, where modules are imported from.

    Raises:
        BrokenCourse: there is no module, one can't be imported, or two exercises have one name.
    """
    package = _package(folder, root)
    names = sorted(
        ".".join((package, *path.relative_to(folder).with_suffix("").parts))
        for path in folder.rglob("*.py")
        if path.name != "__init__.py"
    )
    if not names:
        raise no_modules(folder)
    exercises: dict[str, Exercise] = {}
    for module in map(_imported, names):
        for value in vars(module).values():
            if isinstance(value, Exercise) and exercises.setdefault(value.name, value) is not value:
                raise BrokenCourse(f"{folder.name} has two exercises named {value.name!r}.", "Rename one.")
    return exercises


def no_modules(folder: Path) -> BrokenCourse:
    """What is said where an assignment of plain asserts can't do what needs references and misconceptions."""
    return BrokenCourse(
        f"{folder.name} has no solution module in {folder}.",
        "Write one like that of another assignment; `autograder new NAME` makes one to look at.",
    )


def _package(folder: Path, root: Path) -> str:
    """The name that a folder's modules are imported under; made known if it isn't the folder's own."""
    *parents, last = folder.relative_to(root).parts
    name = ".".join((*parents, re.sub(r"[\s.]", "_", last)))
    if not name.endswith(last):
        sys.modules.setdefault(name, ModuleType(name)).__path__ = [str(folder)]
    return name


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except UnusableInput:
        raise
    except Exception as error:
        raise BrokenCourse(
            f"{name} can't be imported: {type(error).__name__}: {error}.", "Correct the solution module."
        ) from error
