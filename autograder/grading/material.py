"""An assignment as the grader needs it, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Course, Notebook, read_notebook
from autograder.exercise import Exercise

_MAX_FILE = 20 << 20


@dataclass(frozen=True)
class Material:
    """An assignment.

    Attributes:
        assignment: its name.
        notebooks: the instructor's that are graded, by name.
        exercises: those of its solution modules, by name; none where grade cells use plain asserts alone.
        files: the other files of its source, by relative path: what students import or read.
        lessons: the instructor's notebooks that are only read, by name.
    """

    assignment: str
    notebooks: Mapping[str, Notebook]
    exercises: Mapping[str, Exercise]
    files: Mapping[str, bytes]
    lessons: Mapping[str, Notebook] = field(default_factory=dict)

    @classmethod
    def of(cls, course: Course, assignment: str) -> Material:
        """Read an assignment.

        Raises:
            UnusableInput: there is none of this name, or it can't be read.
        """
        source = course.source(assignment)
        notebooks = {name: course.read(path) for name, path in course.notebooks(assignment).items()}
        lessons = {name: read_notebook(path) for name, path in course.lessons(assignment).items()}
        has_solutions = any(course.solutions(assignment).glob("*.py"))
        exercises = course.exercises(assignment) if has_solutions else {}
        return cls(assignment, notebooks, exercises, source_files(source), lessons)

    def with_files(self, others: Mapping[str, bytes]) -> dict[str, bytes]:
        """The assignment's files, and those of a student that are not in their way.

        Args:
            others: by relative path.
        """
        return merged(self.files, [*self.notebooks, *self.lessons], others)


def merged(
    own_files: Mapping[str, bytes], notebooks: Iterable[str], others: Mapping[str, bytes]
) -> dict[str, bytes]:
    """An assignment's files, and those of a student that are in the way of none.

    Args:
        own_files: the assignment's, by relative path.
        notebooks: names of its notebooks, lessons among them.
        others: the student's, by relative path.
    """
    ours = {*own_files, *(f"{name}.ipynb" for name in notebooks)}
    return dict(own_files) | {
        path: data for path, data in others.items() if not any(_in_the_way(path, own) for own in ours)
    }


def _in_the_way(path: str, own: str) -> bool:
    """Whether a path is another one's, or a folder where the other is a file, or the reverse."""
    return path == own or path.startswith(f"{own}/") or own.startswith(f"{path}/")


def source_files(source: Path) -> dict[str, bytes]:
    """The files of an assignment that are no notebooks, by relative path."""
    paths = [path for path in sorted(source.rglob("*")) if path.is_file() and path.suffix != ".ipynb"]
    hidden = {"__pycache__", ".ipynb_checkpoints", ".ruff_cache"}
    return {
        str(path.relative_to(source)): path.read_bytes()
        for path in paths
        if not hidden & set(path.parts) and path.stat().st_size <= _MAX_FILE
    }
