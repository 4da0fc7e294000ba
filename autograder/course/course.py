"""A course on disk, in nbgrader's layout, with a folder of solution modules for each assignment.

A notebook in which nothing is graded is a lesson. nbgrader has no mark for one that is only read, and a
list in the configuration would be one more thing to keep right. Stock nbgrader converts and runs such a
notebook when it is handed in; here it passes through without being run.
"""

from __future__ import annotations

import glob
import importlib
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from jupyter_core.paths import jupyter_config_path
from traitlets.config.loader import Config, JSONFileConfigLoader, LazyConfigValue, PyFileConfigLoader

from autograder.course.assignment import NOT_THE_INSTRUCTORS, Assignment, read_assignment
from autograder.course.completed import completed
from autograder.course.released import USUAL, Stubs
from autograder.course.solutions import exercises_in
from autograder.course.structure import folder_of, folders_in
from autograder.errors import UnusableInput
from autograder.exercise import Exercise
from autograder.limits import LONGEST, Limits
from autograder.sandbox.rights import Rights
from autograder.text import listed

CONFIG = "nbgrader_config.py"
CONFIGS = {CONFIG: PyFileConfigLoader, "nbgrader_config.json": JSONFileConfigLoader}  # as nbgrader reads them
_STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"  # as nbgrader has it, if it isn't told
_IGNORED = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]  # as nbgrader does, if it isn't told


@dataclass(frozen=True)
class Course:
    """A course: the folder with nbgrader_config.py in it.

    Attributes:
        home: the folder of nbgrader_config.py, where nbgrader is started; absolute.
        told: the root that nbgrader was told on its command line.
    """

    home: Path
    told: Path | None = None
    _read: dict[str, Assignment] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def at(cls, home: Path) -> Course:
        """The course in this folder.

        Raises:
            UnusableInput: there is none.
        """
        if not is_configured(home):
            raise UnusableInput(
                f"{home.absolute()} isn't a course: it has no {CONFIG}.",
                "Run this in the course's root, or name it with --course DIR.",
            )
        return cls(home.resolve())

    @classmethod
    def of_nbgrader(cls, converter: Any) -> Course:
        """The course that one of nbgrader's converters is at work on, configured in its root or elsewhere.

        Raises:
            UnusableInput: there is no configuration.
        """
        root = home = Path(converter.coursedir.root)
        if not is_configured(root):
            program = converter
            while program is not None and not hasattr(program, "loaded_config_files"):
                program = program.parent
            files = [Path(file) for file in getattr(program, "loaded_config_files", ())]
            home = next((file.parent for file in reversed(files) if file.name in CONFIGS), root)
        return cls(cls.at(home).home, told=root.resolve())

    @classmethod
    def around(cls, folder: Path) -> Course:
        """The course that this folder is part of.

        Raises:
            UnusableInput: it is part of none.
        """
        for candidate in (folder, *folder.parents):
            if is_configured(candidate):
                return cls(candidate.resolve())
        raise UnusableInput(
            f"{folder} isn't part of a course: there is no {CONFIG} in it or above it.",
            "Open the notebook from inside the course's folder.",
        )

    @cached_property
    def root(self) -> Path:
        """Where its files are, absolute: where nbgrader_config.py is, unless that names another root."""
        return self.told or (self.home / str(self._at_home.CourseDirectory.get("root", ""))).resolve()

    @cached_property
    def _at_home(self) -> Config:
        """What is set for all courses, and in nbgrader_config.py: the later counts."""
        return _loaded([*reversed(jupyter_config_path()), str(self.home)])

    @cached_property
    def config(self) -> Config:
        """What nbgrader's configuration sets, read where nbgrader reads it; each file is run once.

        Raises:
            UnusableInput: it can't be loaded. nbgrader itself would go on without it.
        """
        return self._at_home if self.root == self.home else _loaded([str(self.root)], self._at_home)

    def _config_elsewhere(self) -> bytes:
        """nbgrader_config.py for a copy of the course in another folder."""
        text = (self.home / CONFIG).read_bytes() if (self.home / CONFIG).is_file() else b""
        if own := _loaded([str(self.home)], names=["nbgrader_config.json"]):
            text += f"\nc = get_config()\nc.merge(type(c)({own!r}))\n".encode()
        return text + b"\nc.CourseDirectory.root = ''\n" if "root" in self.config.CourseDirectory else text

    def _set(self, section: str, name: str, default: Any) -> Any:
        """What the configuration makes of one of nbgrader's settings, which it may also extend."""
        value = self.config[section].get(name, default)
        return value.get_value(default) if isinstance(value, LazyConfigValue) else value

    def limits(self) -> Limits:
        """What a notebook may use: the defaults, but for what the configuration sets.

        c.Limits wins over the time that nbgrader's own settings give a cell (c.ExecutePreprocessor.timeout).
        Where that is longer than the default, the other times grow with it.

        Raises:
            UnusableInput: there is no such limit, or it can't have that value.
        """
        changes = {**self._times(), **self.config.get("Limits", {})}
        return Limits().with_changes(f"{name}={value}" for name, value in changes.items())

    def _times(self) -> dict[str, float]:
        """The times that nbgrader's settings give; less than a second, or none, is no limit there."""
        sections = ("NotebookClient", "ExecutePreprocessor", "Execute")
        given = [self.config[section].timeout for section in sections if "timeout" in self.config[section]]
        if not given:
            return {}
        usual = Limits()
        cell = float(given[-1] or 0)
        cell = min(cell, LONGEST) if cell > 0 else LONGEST
        times = max(cell / usual.cell, 1.0)
        call = min(usual.call * times, LONGEST)
        return {"cell": cell, "call": call, "notebook": usual.notebook * times}

    def step(self, name: str) -> Path:
        """The folder of one of nbgrader's steps, as the configuration calls it.

        Args:
            name: as nbgrader does by default: "source", "release", "submitted".
        """
        return self.root / self._step(name)

    def folder(self, step: str, assignment: str, student: str = ".") -> Path:
        """Where nbgrader keeps an assignment in one of its steps: the instructor's, or a student's."""
        return folder_of(self.root, self._structure, self._step(step), student, assignment)

    def _step(self, name: str) -> str:
        return str(self.config.CourseDirectory.get(f"{name}_directory", name))

    @property
    def _structure(self) -> str:
        return str(self.config.CourseDirectory.get("directory_structure", _STRUCTURE))

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
        found = folders_in(self.root, self._structure, self._step("source"), ".")
        return [name for _, name, path in found if any(path.glob("*.ipynb"))]

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
        if "+" in assignment:
            raise UnusableInput(
                f"nbgrader takes no assignment with a + in its name: {assignment!r}.",
                "Rename its folders, as to - or _.",
            )
        if assignment not in (there := self.assignments):
            raise UnusableInput(
                f"No assignment {assignment!r} in {self.step('source')}.",
                f"There {'is' if len(there) == 1 else 'are'} {listed(there, many=10)}."
                if there
                else f"Start it: `autograder new {assignment}`.",
            )
        return self.folder("source", assignment)

    def assignment(self, name: str) -> Assignment:
        """An assignment; it is read once.

        Raises:
            UnusableInput: there is none of this name, or one of its notebooks can't be read.
        """
        if name not in self._read:
            self._read[name] = read_assignment(
                name,
                self.source(name),
                self.folder("release", name),
                lambda document, path: completed(document, path, self.root, self.config),
                lambda: self.exercises(name) if self.has_modules(name) else {},
                ignored=self._set("CourseDirectory", "ignore", _IGNORED),
                kept=self._set("Autograde", "exclude_overwriting", {}).get(name, ()),
                solutions=self.solution_files(name),
                rights=self.rights(name),
                stubs=self._stubs,
            )
        return self._read[name]

    @property
    def _stubs(self) -> Stubs:
        """What students find in place of solutions, by nbgrader's settings."""
        code = self._set("ClearSolutions", "code_stub", {}).get("python")
        text = self._set("ClearSolutions", "text_stub", "\n".join(USUAL.text))
        return Stubs(tuple(code.split("\n")) if code is not None else USUAL.code, tuple(text.split("\n")))

    def released(self, assignment: str) -> Path:
        """The folder that students get of an assignment.

        Raises:
            UnusableInput: there is no such assignment, or no release of it yet.
        """
        self.source(assignment)
        folder = self.folder("release", assignment)
        if not any(folder.glob("*.ipynb")):
            raise UnusableInput(
                f"{assignment} has no release yet: {folder} has no notebooks.",
                # Where there is a folder, nbgrader leaves it as it is, empty or not.
                f"Run `nbgrader generate_assignment {assignment}{' --force' if folder.is_dir() else ''}`.",
            )
        return folder

    def submitted(self, assignment: str) -> dict[str, Path]:
        """The submissions of an assignment, by student."""
        wanted = glob.escape(assignment)
        found = folders_in(self.root, self._structure, self._step("submitted"), assignments=wanted)
        return {student: path for student, _, path in found}

    def solutions(self, assignment: str) -> Path:
        """The folder of an assignment's solution modules."""
        return self.root / "solutions" / assignment

    def has_modules(self, assignment: str) -> bool:
        """Whether there are solution modules; a course may call its source/ so, with files for students."""
        folder = self.solutions(assignment)
        return folder != self.folder("source", assignment) and any(folder.glob("*.py"))

    def solution_files(self, assignment: str) -> dict[str, bytes]:
        """What solution modules of an assignment may import or read, by path from the root."""
        if self.solutions(assignment) == self.folder("source", assignment):
            return {}
        folders = [self.solutions(assignment).rglob("*"), (self.root / "solutions").glob("*.py")]
        paths = [path for folder in folders for path in folder if path.is_file()]
        kept = [path for path in paths if "__pycache__" not in path.parts]
        return {str(path.relative_to(self.root)): path.read_bytes() for path in kept}

    def elsewhere(self, assignment: str) -> dict[str, bytes]:
        """What grading an assignment needs in a copy of the course in another folder, by path from the root.

        Raises:
            UnusableInput: there is no such assignment, or its source isn't in the course's folder.
        """
        source = self.source(assignment)
        if not source.is_relative_to(self.root):
            raise UnusableInput(
                f"{source} isn't in the course's folder, {self.root}: it can't be taken elsewhere with it.",
                "Set c.CourseDirectory.source_directory to a folder in there.",
            )
        paths = [path for path in sorted(source.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
        kept = [path for path in paths if not NOT_THE_INSTRUCTORS & {*path.relative_to(source).parts}]
        files = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in kept}
        return {CONFIG: self._config_elsewhere(), **files, **self.solution_files(assignment)}

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
        source = self.folder("source", assignment)
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


def is_configured(folder: Path) -> bool:
    """Whether a folder has a configuration of nbgrader's."""
    return any((folder / name).is_file() for name in CONFIGS)


def _loaded(folders: Iterable[str], base: Config | None = None, names: Iterable[str] = CONFIGS) -> Config:
    """The configuration in these folders over another one, the later files over the earlier."""
    config = deepcopy(base or Config())
    for path in (Path(folder) / name for folder in folders for name in names):
        try:
            loader = CONFIGS[path.name](path.name, path=str(path.parent))
            config.merge(loader.load_config() if path.is_file() else {})
        except Exception as error:
            raise UnusableInput(
                f"{path} can't be loaded: {type(error).__name__}: {error}.",
                "Correct it; nothing is graded without it.",
            ) from error
    return config


def _lives_in(module: ModuleType, folder: Path) -> bool:
    """Whether a module comes from a folder. A package without __init__ may have parts in several."""
    places = [*getattr(module, "__path__", ()), getattr(module, "__file__", None)]
    return all(place and Path(place).is_relative_to(folder) for place in places[:-1] or places)
