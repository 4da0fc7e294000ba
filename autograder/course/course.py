"""A course on disk, in nbgrader's layout, with a folder of solution modules for each assignment.

A notebook in which nothing is graded is a lesson. nbgrader has no mark for one that is only read, and a
list in the configuration would be one more thing to keep right. Stock nbgrader converts and runs such a
notebook when it is handed in; here it passes through without being run.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from traitlets.config.loader import Config, LazyConfigValue, PyFileConfigLoader

from autograder.course.assignment import Assignment, read_assignment
from autograder.course.completed import completed
from autograder.course.solutions import exercises_in
from autograder.errors import UnusableInput
from autograder.exercise import Exercise
from autograder.limits import Limits
from autograder.sandbox.rights import Rights

CONFIG = "nbgrader_config.py"
_IGNORED = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]  # as nbgrader does, if it isn't told


@dataclass(frozen=True)
class Course:
    """A course: the folder with nbgrader_config.py in it.

    Attributes:
        root: absolute path.
    """

    root: Path
    _read: dict[str, Assignment] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def at(cls, root: Path) -> Course:
        """The course in this folder.

        Raises:
            UnusableInput: there is none.
        """
        if not (root / CONFIG).is_file():
            raise UnusableInput(
                f"{root.absolute()} isn't a course: it has no {CONFIG}.",
                "Run this in the course's root, or name it with --course DIR.",
            )
        return cls(root.resolve())

    @classmethod
    def around(cls, folder: Path) -> Course:
        """The course that this folder is part of.

        Raises:
            UnusableInput: it is part of none.
        """
        for candidate in (folder, *folder.parents):
            if (candidate / CONFIG).is_file():
                return cls(candidate.resolve())
        raise UnusableInput(
            f"{folder} isn't part of a course: there is no {CONFIG} in it or above it.",
            "Open the notebook from inside the course's folder.",
        )

    @cached_property
    def config(self) -> Config:
        """What nbgrader_config.py sets; it is run once.

        Raises:
            UnusableInput: it can't be loaded. nbgrader itself would go on without it.
        """
        try:
            return PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        except Exception as error:
            raise UnusableInput(
                f"{self.root / CONFIG} can't be loaded: {type(error).__name__}: {error}.",
                "Correct it; nothing is graded without it.",
            ) from error

    def _set(self, section: str, name: str, default: Any) -> Any:
        """What the configuration makes of one of nbgrader's settings, which it may also extend."""
        value = self.config[section].get(name, default)
        return value.get_value(default) if isinstance(value, LazyConfigValue) else value

    def limits(self) -> Limits:
        """What a notebook may use: the defaults, but for what the configuration sets in c.Limits.

        Raises:
            UnusableInput: there is no such limit, or it can't have that value.
        """
        changes = self.config.get("Limits", {})
        return Limits().with_changes(f"{name}={value}" for name, value in changes.items())

    def step(self, name: str) -> Path:
        """The folder of one of nbgrader's steps, as the configuration calls it.

        Args:
            name: as nbgrader does by default: "source", "release", "submitted".
        """
        return self.root / str(self.config.CourseDirectory.get(f"{name}_directory", name))

    def rights(self, assignment: str) -> dict[str, Rights]:
        """What c.Judge.allow gives grade cells of an assignment beyond the usual, by NOTEBOOK/GRADE_ID.

        Raises:
            UnusableInput: it gives what can't be given. Silence would leave a test without what it needs.
        """
        given = self.config.get("Judge", {}).get("allow", {})
        rights = {str(cell): Rights.of(str(cell), words) for cell, words in given.items()}
        notebooks = {path.stem for path in self.source(assignment).glob("*.ipynb")}
        return {cell: of for cell, of in rights.items() if cell.partition("/")[0] in notebooks}

    @property
    def assignments(self) -> list[str]:
        """The assignments that have a source."""
        return sorted(path.name for path in self.step("source").glob("*") if any(path.glob("*.ipynb")))

    def one_of(self, named: str | None, hints: Collection[str] = ()) -> str:
        """The assignment that is meant: the named one, else the only one, else the only one in the hints.

        Raises:
            UnusableInput: there is none, or it could be any of several.
        """
        there = self.assignments
        if not there:
            raise UnusableInput(
                f"No assignment in {self.step('source')}, where each is a folder of notebooks.",
                "Start one: `autograder new NAME`.",
            )
        found = [named] if named is not None else there if len(there) == 1 else [*{*there} & {*hints}]
        if len(found) != 1:
            raise UnusableInput(
                f"It could be any of {len(there)} assignments.",
                f"Name one with --assignment: {', '.join(there)}.",
            )
        self.source(found[0])
        return found[0]

    def source(self, assignment: str) -> Path:
        """The instructor's folder of an assignment.

        Raises:
            UnusableInput: no such assignment.
        """
        if assignment not in self.assignments:
            raise UnusableInput(
                f"No assignment {assignment!r} in {self.step('source')}.",
                f"There is {', '.join(self.assignments) or 'none'}.",
            )
        return self.step("source") / assignment

    def assignment(self, name: str) -> Assignment:
        """An assignment; it is read once.

        Raises:
            UnusableInput: there is none of this name, or one of its notebooks can't be read.
        """
        if name not in self._read:
            self._read[name] = read_assignment(
                name,
                self.source(name),
                lambda document, path: completed(document, path, self.root, self.config),
                lambda: self.exercises(name) if any(self.solutions(name).glob("*.py")) else {},
                ignored=self._set("CourseDirectory", "ignore", _IGNORED),
                kept=self._set("Autograde", "exclude_overwriting", {}).get(name, ()),
                solutions=self.solution_files(name),
                rights=self.rights(name),
            )
        return self._read[name]

    def released(self, assignment: str) -> Path:
        """The folder that students get of an assignment.

        Raises:
            UnusableInput: there is no such assignment, or no release of it yet.
        """
        self.source(assignment)
        folder = self.step("release") / assignment
        if not any(folder.glob("*.ipynb")):
            raise UnusableInput(
                f"{assignment} has no release yet: {folder} has no notebooks.",
                f"Run `nbgrader generate_assignment {assignment}`.",
            )
        return folder

    def submitted(self, assignment: str) -> dict[str, Path]:
        """The submissions of an assignment, by student."""
        folders = sorted(self.step("submitted").glob(f"*/{assignment}"))
        return {path.parent.name: path for path in folders if path.is_dir()}

    def solutions(self, assignment: str) -> Path:
        """The folder of an assignment's solution modules."""
        return self.root / "solutions" / assignment

    def solution_files(self, assignment: str) -> dict[str, bytes]:
        """What solution modules of an assignment may import or read, by path from the root."""
        folders = [self.solutions(assignment).rglob("*"), (self.root / "solutions").glob("*.py")]
        paths = [path for folder in folders for path in folder if path.is_file()]
        kept = [path for path in paths if "__pycache__" not in path.parts]
        return {str(path.relative_to(self.root)): path.read_bytes() for path in kept}

    def exercises(self, assignment: str) -> dict[str, Exercise]:
        """All exercises of an assignment by name, in the order of the modules and their definitions.

        Raises:
            BrokenCourse: there are none, or two of one name.
        """
        with self.importable(assignment):
            return exercises_in(self.solutions(assignment), self.root)

    @contextmanager
    def importable(self, assignment: str) -> Iterator[None]:
        """Let `solutions` and the assignment's own modules be imported from this course alone."""
        source = self.step("source") / assignment
        here = [str(self.root), str(source)]
        own = {"solutions"} | {path.stem for path in source.glob("*.py")}
        for top in own:
            home = self.root if top == "solutions" else source
            loaded = [name for name in sys.modules if name.partition(".")[0] == top]
            if not all(_lives_in(sys.modules[name], home) for name in loaded):
                for name in loaded:
                    del sys.modules[name]
        kept = list(sys.path)
        sys.path[:0] = here
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path[:] = kept


def _lives_in(module: ModuleType, folder: Path) -> bool:
    """Whether a module comes from a folder. A package without __init__ may have parts in several."""
    places = [*getattr(module, "__path__", ()), getattr(module, "__file__", None)]
    return all(place and Path(place).is_relative_to(folder) for place in places[:-1] or places)
