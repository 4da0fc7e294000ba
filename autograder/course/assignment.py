"""An assignment as its instructor wrote it, read once: notebooks, lessons, exercises, files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course.cell import Cell, Role, role_of
from autograder.course.definitions import defined_names
from autograder.course.readable import refuse_unreadable
from autograder.course.released import USUAL, Stubs, lines_of, normal
from autograder.course.statements import (
    calls_check,
    imports_of,
    names_in,
    visible_definitions,
    without_unused_imports,
)
from autograder.errors import BrokenCourse
from autograder.exercise import Exercise
from autograder.sandbox.rights import Rights

_MAX_FILE = 20 << 20
NOT_THE_INSTRUCTORS = frozenset(
    {"__pycache__", ".ipynb_checkpoints", ".ruff_cache", ".mypy_cache", ".pytest_cache"}
)


@dataclass(frozen=True)
class Notebook:
    """One of an assignment's notebooks.

    Attributes:
        name: the file's, without .ipynb.
        cells: in order.
        metadata: the file's own: kernelspec, language_info and so on.
        data: what its plain asserts ask of a student's process and get as plain data in the instructor's own
            run; found out where it is graded.
        handed_out: the texts in its release, which the source may have left behind; not those to answer in.
    """

    name: str
    cells: tuple[Cell, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict, compare=False)
    data: frozenset[str] = frozenset()
    handed_out: frozenset[str] = frozenset()

    def with_role(self, *roles: Role) -> list[Cell]:
        """The cells of these roles, in order."""
        return [cell for cell in self.cells if cell.role in roles]

    @property
    def grade_cells(self) -> list[Cell]:
        """The cells that the grader scores."""
        return self.with_role(Role.GRADE)

    @property
    def solutions(self) -> list[str]:
        """The ids of the cells with solutions, in order."""
        return [cell.grade_id for cell in self.with_role(Role.SOLUTION)]

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """The imports of all but the grade cells: what they name is the instructor's, not a student's.

        Without those that no code of the judge's uses: it would start later for them.
        """
        code = [cell for cell in self.cells if cell.cell_type == "code" and cell.role is not Role.GRADE]
        found = imports_of(cell.source for cell in code)
        return imports_of([without_unused_imports("\n".join(found), self._used_by_judge)])

    @cached_property
    def _used_by_judge(self) -> frozenset[str]:
        """The names in what the judge runs: tests, locked cells, and what solutions define."""
        code = [cell for cell in self.cells if cell.cell_type == "code"]
        texts = (cell.source if cell.is_fixed else visible_definitions(cell.source) for cell in code)
        return frozenset[str]().union(*map(names_in, texts))

    @cached_property
    def imported_by_judge(self) -> tuple[str, ...]:
        """All imports in what the judge runs, also within functions."""
        fixed = (cell.source for cell in self.cells if cell.cell_type == "code" and cell.is_fixed)
        return imports_of([*self.imports, *fixed, *self.definitions.values()], deep=True)

    @cached_property
    def imported_by_students(self) -> tuple[str, ...]:
        """All imports in what runs in a student's process, also within functions."""
        code = (cell.source for cell in self.cells if cell.cell_type == "code")
        return imports_of((source for source in code if not calls_check(source)), deep=True)

    @cached_property
    def definitions(self) -> dict[str, str]:
        """What the instructor's solutions define before each cell of plain asserts, and after the one before.

        So do cells that are no tests and that students can edit. Locked ones run where tests do.
        """
        found, waiting = dict[str, str](), list[str]()
        for cell in self.cells:
            if cell.cell_type == "code" and not cell.is_fixed:
                waiting.append(without_unused_imports(visible_definitions(cell.source), self._used_by_judge))
            elif cell.role is Role.GRADE and not calls_check(cell.source):
                found[cell.grade_id], waiting = "\n".join(waiting), []
        return found

    @cached_property
    def released_lines(self) -> frozenset[str]:
        """All lines that students got, without differences in blanks."""
        texts = [*self.handed_out, *(cell.released for cell in self.cells)]
        return frozenset(line for text in texts for line in lines_of(text))

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The names that nobody but the instructor defines: in locked cells and in grade cells."""
        ours, theirs = set[str](), set[str]()
        for cell in self.cells:
            if cell.cell_type == "code":
                (ours if cell.is_fixed else theirs).update(defined_names(cell.source))
        return frozenset(ours - theirs)


@dataclass(frozen=True)
class Assignment:
    """An assignment.

    Attributes:
        name: its name.
        notebooks: the instructor's that students hand in, by name: those in which something is graded.
            Where nothing is graded in any of them, all of them.
        lessons: the instructor's other notebooks, by name: students read them, the grader never runs them.
        files: the other files of its source, by relative path: what students import or read.
        read_exercises: imports its solution modules.
        ignored: patterns of names of files that nbgrader leaves out.
        kept: those of its files in whose place a student's own counts.
        solutions: what these may import or read, by path from the course's root.
        rights: what grade cells may do beyond the usual, by "notebook/grade_id".
    """

    name: str
    notebooks: Mapping[str, Notebook]
    lessons: Mapping[str, Notebook] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    read_exercises: Callable[[], Mapping[str, Exercise]] = field(default=dict, compare=False)
    ignored: Collection[str] = ()
    kept: Collection[str] = ()
    solutions: Mapping[str, bytes] = field(default_factory=dict)
    rights: Mapping[str, Rights] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises BrokenCourse where a cell is given rights that there isn't."""
        cells = {
            f"{book.name}/{cell.grade_id}" for book in self.notebooks.values() for cell in book.grade_cells
        }
        for cell in self.rights.keys() - cells:
            raise BrokenCourse(
                f"c.Judge.allow names {cell!r}: there is no such grade cell.",
                f"Name one as NOTEBOOK/ID, such as {min(cells, default='1_mean/test_mean')}.",
            )

    @cached_property
    def exercises(self) -> Mapping[str, Exercise]:
        """Its exercises by name; none where grade cells use plain asserts alone.

        Imported when first asked for.

        Raises:
            BrokenCourse: a solution module can't be imported, or two exercises have one name.
        """
        return self.read_exercises()

    @property
    def for_judge(self) -> dict[str, bytes]:
        """What the judge may import or read, by path: a small course in nbgrader's usual layout."""
        files = {f"source/{self.name}/{path}": data for path, data in self.files.items()}
        return {"nbgrader_config.py": b"", **files, **self.solutions}

    @cached_property
    def hash_seed(self) -> int:
        """PYTHONHASHSEED of its judge: sets have one order in all runs, unknown without the hidden tests.

        Whoever knows it makes strings that collide, and a mapping of them costs a quadratic time.
        """
        cells = [cell.source for notebook in self.notebooks.values() for cell in notebook.cells]
        text = "\0".join(cells).encode(errors="replace")
        digest = hashlib.sha256(b"\0".join([text, *self.solutions.values()])).digest()
        return int.from_bytes(digest[:4], "big")

    def notebook_of(self, exercise: str) -> Notebook:
        """The notebook that has this exercise's solution cell.

        Raises:
            BrokenCourse: none has.
        """
        for notebook in self.notebooks.values():
            if any(cell.grade_id == exercise for cell in notebook.with_role(Role.SOLUTION)):
                return notebook
        raise BrokenCourse(
            f"No notebook of {self.name} has a solution cell {exercise!r}.",
            "Give the exercise and the cell one id, in Jupyter's Create Assignment view.",
        )

    def exercise_of(self, grade_id: str, notebook: Notebook) -> str:
        """The exercise that a graded cell is about; without solution modules, the cell with its solution."""
        return exercise_of(grade_id, self.exercises or notebook.solutions)

    def of_student(self, others: Mapping[str, bytes]) -> dict[str, bytes]:
        """Those of a student's files beside the notebooks that count.

        That is none which nbgrader ignores, and none in the way of the assignment's own.

        Args:
            others: by relative path.
        """
        ours = {*self.files} - {*self.kept} | {f"{name}.ipynb" for name in (*self.notebooks, *self.lessons)}
        ignored = (*self.ignored, "*.ipynb")
        return {
            path: data
            for path, data in others.items()
            if not _is_ignored(path, ignored) and not any(_in_the_way(path, own) for own in ours)
        }


def exercise_of(grade_id: str, exercises: Iterable[str]) -> str:
    """The exercise that a grade cell checks: test_<name> or test_<name>_<facet>; else the id itself."""
    body = grade_id.removeprefix("test_")
    fitting = [name for name in exercises if body == name or body.startswith(f"{name}_")]
    return max(fitting, key=len, default=grade_id)


def _in_the_way(path: str, own: str) -> bool:
    """Whether a path is another one's, or a folder where the other is a file, or the reverse."""
    return path == own or path.startswith(f"{own}/") or own.startswith(f"{path}/")


def _is_ignored(path: str, patterns: Iterable[str]) -> bool:
    """Whether a file, or one of the folders that it is in, has a name that fits one of these patterns."""
    return any(fnmatchcase(part, pattern) for part in path.split("/") for pattern in patterns)


def read_assignment(
    name: str,
    source: Path,
    release: Path,
    complete: Callable[[Any, Path], Any],
    read_exercises: Callable[[], Mapping[str, Exercise]],
    *,
    ignored: Collection[str],
    kept: Collection[str],
    solutions: Mapping[str, bytes],
    rights: Mapping[str, Rights],
    stubs: Stubs,
) -> Assignment:
    """Read an assignment.

    Args:
        name: its name.
        source: its folder.
        release: the folder that students get, if there is one.
        complete: what nbgrader does to a notebook before it is handed out, as nbformat has it; its path.
        read_exercises: imports its solution modules.
        ignored: patterns of names of files that nbgrader leaves out.
        kept: those of its files in whose place a student's own counts.
        solutions: what these may import or read, by path from the course's root.
        rights: what grade cells may do beyond the usual, by "notebook/grade_id".
        stubs: what students find in place of solutions.

    Raises:
        BrokenCourse: one of its notebooks can't be read or graded, or nbgrader can't complete it.
    """
    documents = {path: _document(path) for path in sorted(source.glob("*.ipynb"))}
    graded = [path for path, document in documents.items() if _is_graded(document)] or list(documents)
    return Assignment(
        name,
        {path.stem: _readable(path, complete(documents[path], path), stubs, release) for path in graded},
        {path.stem: _notebook(path, documents[path]) for path in documents if path not in graded},
        _files(source, ignored),
        read_exercises,
        ignored,
        kept,
        solutions,
        rights,
    )


def read_notebook(path: Path) -> Notebook:
    """Read one notebook as its file has it.

    Raises:
        BrokenCourse: it is none.
    """
    return _notebook(path, _document(path))


def _document(path: Path) -> Any:
    import nbformat  # takes most of a judge's start, which reads no notebook

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise BrokenCourse(
            f"{path} can't be read as a notebook: {error}.", "Mend it, or put a copy in its place."
        ) from error


def _is_graded(document: Any) -> bool:
    """Whether the grader or a person gives points for anything in a notebook."""
    roles = {role_of(cell.metadata.get("nbgrader") or {}, cell.cell_type) for cell in document.cells}
    return bool(roles & {Role.GRADE, Role.MANUAL, Role.TASK})


def _readable(path: Path, document: Any, stubs: Stubs, release: Path) -> Notebook:
    refuse_unreadable(document, path)
    return replace(_notebook(path, document, stubs), handed_out=_handed_out(release / path.name))


def _notebook(path: Path, document: Any, stubs: Stubs = USUAL) -> Notebook:
    return Notebook(path.stem, tuple(Cell.of(node, stubs) for node in document.cells), document.metadata)


def _handed_out(path: Path) -> frozenset[str]:
    """The texts of a released notebook's cells; none where there is none that can be read."""
    try:
        cells = [cell for cell in map(Cell.of, _document(path).cells) if cell.is_fixed or not cell.is_marked]
        return frozenset(normal(cell.source) for cell in cells)
    except BrokenCourse:
        return frozenset()


def _files(source: Path, ignored: Iterable[str]) -> dict[str, bytes]:
    """The files of an assignment that are no notebooks, by relative path."""
    paths = {str(path.relative_to(source)): path for path in sorted(source.rglob("*")) if path.is_file()}
    left_out = (*ignored, *NOT_THE_INSTRUCTORS, "*.ipynb")
    return {
        name: path.read_bytes()
        for name, path in paths.items()
        if not _is_ignored(name, left_out) and path.stat().st_size <= _MAX_FILE
    }
