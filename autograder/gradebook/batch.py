"""Grading what is under submitted/ into the gradebook, one submission after the other."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

import autograder
from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.gradebook.gradebook import CourseGradebook
from autograder.gradebook.writer import Writer, recorded
from autograder.grading import Engine
from autograder.intake import SubmissionFiles, Unreadable, open_submission, read_file
from autograder.results import SubmissionResult

_MATTERS = ("numpy", "matplotlib", "ipython", "nbgrader")


@dataclass(frozen=True)
class Batch:
    """A class to grade.

    Attributes:
        course: the course.
        engine: for the assignment.
        gradebook: where results go.
        force: grade again what is graded and unchanged.
    """

    course: Course
    engine: Engine
    gradebook: CourseGradebook
    force: bool = False

    def grade(
        self, students: Iterable[str], *, done: Callable[[SubmissionResult], None] = lambda result: None
    ) -> list[SubmissionResult]:
        """Grade these students' submissions; `done` is told each result."""
        assignment = self.engine.material.assignment
        environment = self._environment(assignment)
        folder = self.gradebook.autograded_folder()
        results = []
        with self.gradebook.open() as opened:
            writer = Writer(opened, assignment, folder, self.gradebook.config)
            for student in students:
                results.append(self._grade_one(student, writer, environment))
                done(results[-1])
        return results

    def _grade_one(self, student: str, writer: Writer, environment: str) -> SubmissionResult:
        assignment = self.engine.material.assignment
        source = self.course.root / "submitted" / student / assignment
        files = self._open(source, assignment)
        timestamp, key = _timestamp(source), _key(files, environment, student)
        known = None if self.force else recorded(writer.folder / student / assignment, key)
        if known is not None:
            return known
        result, documents = self.engine.grade_submission(files.notebooks, student=student, files=files.others)
        others = self.engine.material.with_files(files.others)
        writer.save(result, documents, others, timestamp=timestamp, key=key)
        return result

    def _open(self, source: Path, assignment: str) -> SubmissionFiles:
        """The submission's files; one that holds nothing usable says so in every notebook."""
        names = list(self.engine.material.notebooks)
        try:
            return open_submission(source, names, assignment=assignment)
        except UnusableInput as error:
            return SubmissionFiles({name: Unreadable(str(error)) for name in names})

    def _environment(self, assignment: str) -> str:
        """All but the submission that a result depends on."""
        digest = hashlib.sha256(f"{self.engine.limits}{self.engine.sandbox}".encode())
        digest.update(platform.python_version().encode())
        digest.update("".join(f"{name}{version(name)}" for name in _MATTERS).encode())
        engine = Path(autograder.__file__).parent
        folders = [engine, self.course.source(assignment), self.course.solutions(assignment)]
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.suffix in (".py", ".ipynb") and path.is_file():
                    digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()


def _key(files: SubmissionFiles, environment: str, student: str) -> str:
    digest = hashlib.sha256(f"{environment}\0{student}".encode())
    contents: dict[str, Any] = {**files.notebooks, **files.others}
    for name, data in sorted(contents.items()):
        raw = str(data).encode() if isinstance(data, Unreadable) else data
        digest.update(f"{name}\0{len(raw)}\0".encode() + raw)
    return digest.hexdigest()


def _timestamp(source: Path) -> Any:
    """When it was handed in, as nbgrader notes it; None where there is no readable note."""
    try:
        return parse_utc(read_file(source / "timestamp.txt").decode().strip())
    except (Unreadable, UnicodeDecodeError, ValueError, OverflowError):
        return None
