"""nbgrader's own gradebook and converters, used from Python. Imported late: nbgrader takes seconds."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import Config, PyFileConfigLoader

from autograder.course import Course, exercise_of
from autograder.course.course import CONFIG
from autograder.errors import UnusableInput
from autograder.results import CellResult, NotebookResult, SubmissionResult


@dataclass(frozen=True)
class CourseGradebook:
    """A course's gradebook.

    Attributes:
        course: the course.
        config: nbgrader's configuration of it.
    """

    course: Course
    config: Config

    @classmethod
    def of(cls, course: Course, db_url: str | None = None) -> CourseGradebook:
        """The gradebook that the course's nbgrader_config.py names, or another one.

        Raises:
            UnusableInput: the configuration can't be loaded. nbgrader itself would go on without it.
        """
        loader = PyFileConfigLoader(CONFIG, path=str(course.root))
        try:
            config = loader.load_config()
        except Exception as error:
            raise UnusableInput(
                f"{course.root / CONFIG} can't be loaded: {type(error).__name__}: {error}.",
                "Correct it; nothing is graded without it.",
            ) from error
        config.CourseDirectory.root = str(course.root)
        if db_url is not None:
            config.CourseDirectory.db_url = db_url
        _find_alembic()
        return cls(course, config)

    def api(self, **overrides: Any) -> NbGraderAPI:
        """The API of nbgrader on this course, quiet; `overrides` are traits of its CourseDirectory."""
        config = self.config.copy()
        config.CourseDirectory.update(overrides)
        api = NbGraderAPI(config=config)
        api.log.setLevel(logging.CRITICAL)
        return api

    def open(self) -> Gradebook:
        """The gradebook itself; use it in a with statement."""
        coursedir = self.api().coursedir
        return Gradebook(coursedir.db_url, coursedir.course_id)

    def register(self, assignment: str) -> None:
        """Put the assignment's cells into the gradebook, as `nbgrader generate_assignment` does.

        The committed release stays as it is.

        Raises:
            UnusableInput: nbgrader refuses the source.
        """
        with tempfile.TemporaryDirectory() as folder:
            result = self.api(release_directory=folder).generate_assignment(assignment)
        if not result["success"]:
            raise UnusableInput(
                f"nbgrader can't read the source of {assignment}: {_last_line(result)}",
                f"Run `nbgrader generate_assignment {assignment}` to see all of it.",
            )

    def autograde(self, assignment: str, student: str, *, force: bool) -> str | None:
        """Grade one submission with nbgrader's autograde; the reason if it fails, else None."""
        result = self.api().autograde(assignment, student, force=force)
        return None if result["success"] else _last_line(result)

    def result(self, assignment: str, student: str, failure: str | None) -> SubmissionResult:
        """What the gradebook holds of one submission.

        Args:
            assignment: its name.
            student: whose.
            failure: why it could not be graded, if so.
        """
        exercises = self.course.exercises(assignment)
        submitted = self.course.submitted(assignment).get(student)
        notebooks = []
        with self.open() as gradebook:
            try:
                submission = gradebook.find_submission(assignment, student)
            except MissingEntry:
                submission = None
            for notebook in submission.notebooks if submission else []:
                there = submitted is not None and (submitted / f"{notebook.name}.ipynb").exists()
                status = "missing" if not there else "unreadable" if failure else "graded"
                cells = tuple(_cell(grade, exercises) for grade in notebook.grades if grade.cell.max_score)
                message = failure if status == "unreadable" else None
                notebooks.append(NotebookResult(notebook.name, status, message, cells))
        notebooks.sort(key=lambda notebook: notebook.name)
        return SubmissionResult(assignment, student, tuple(notebooks))


def _cell(grade: Any, exercises: Any) -> CellResult:
    manual = grade.cell.cell_type != "code"
    score = None if manual else grade.auto_score
    maximum = 0.0 if manual else float(grade.cell.max_score)
    status = "manual" if manual else "passed" if score == maximum else "failed"
    return CellResult(grade.name, exercise_of(grade.name, exercises), score, maximum, status)


def _last_line(result: dict[str, Any]) -> str:
    """The line of nbgrader's report that says what is wrong."""
    text = result.get("log", "") + "\n" + (result.get("error") or "")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "Error" in line and "INFO" not in line and "[" not in line[:1]]
    reason: str = (telling or lines or ["no reason given"])[-1]
    return reason[:300]


def _find_alembic() -> None:
    """Put this environment's programs first on PATH: nbgrader calls `alembic` by name."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])
