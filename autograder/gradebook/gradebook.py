"""nbgrader's own gradebook and converters, used from Python. Imported late: nbgrader takes seconds."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from traitlets.config.loader import Config

from autograder.course import Course, Role
from autograder.errors import UnusableInput
from autograder.gradebook.writer import alone_in

_LOCK = 177177  # of PostgreSQL's advisory locks, whose names are numbers


@dataclass(frozen=True)
class CourseGradebook:
    """A course's gradebook.

    Attributes:
        course: the course.
        config: nbgrader's configuration of it.
        coursedir: nbgrader's own idea of where its files and its database are.
    """

    course: Course
    config: Config
    coursedir: CourseDirectory

    @classmethod
    def of(cls, course: Course, db_url: str | None = None) -> CourseGradebook:
        """The gradebook that the course's nbgrader_config.py names, or another one.

        Raises:
            UnusableInput: the configuration can't be loaded.
        """
        config = deepcopy(course.config)
        config.CourseDirectory.root = str(course.root)
        if db_url is not None:
            config.CourseDirectory.db_url = _with_driver(db_url)
        _find_alembic()
        return cls(course, config, CourseDirectory(config=config))

    @classmethod
    def behind(cls, converter: Autograde) -> CourseGradebook:
        """The gradebook that nbgrader is at work on, by its own settings.

        Raises:
            UnusableInput: there is no course in nbgrader's root.
        """
        _find_alembic()
        return cls(Course.at(Path(converter.coursedir.root)), converter.config, converter.coursedir)

    @property
    def url(self) -> str:
        """What names the gradebook; empty for gradebook.db in the course's root, wherever that is."""
        url = str(self.coursedir.db_url)
        return "" if url == f"sqlite:///{os.path.abspath(self.coursedir.root)}/gradebook.db" else url

    def open(self) -> Gradebook:
        """The gradebook itself; use it in a with statement."""
        return Gradebook(self.coursedir.db_url, self.coursedir.course_id)

    @contextlib.contextmanager
    def open_existing(self) -> Iterator[Gradebook]:
        """The gradebook for reading; no file is made where there is none.

        Raises:
            UnusableInput: there is none, or it can't be read.
        """
        try:
            url = make_url(self.coursedir.db_url)
            if url.drivername.startswith("sqlite") and not Path(url.database or "").is_file():
                raise UnusableInput(
                    f"There is no gradebook {url.database}.",
                    "`autograder grade` makes one, and so does `nbgrader db student import FILE`.",
                )
            gradebook = self.open()
        except (ArgumentError, ImportError, NoSuchModuleError, DatabaseError) as error:
            raise not_opened(error) from error
        with gradebook:
            yield gradebook

    def register(self, assignment: str) -> None:
        """Put the assignment's cells into the gradebook, as `nbgrader generate_assignment` does.

        The committed release stays as it is. Nothing is done where the gradebook is up to date.

        Raises:
            UnusableInput: nbgrader refuses the source, or there is no such database.
        """
        with alone_in(self.course.root), self._alone_in_database():
            if self._up_to_date(assignment):
                return
            with tempfile.TemporaryDirectory() as folder:
                result = self._generate(assignment, folder)
        if not result["success"]:
            raise UnusableInput(
                f"nbgrader can't read the source of {assignment}: {_last_line(result)}",
                f"Run `nbgrader generate_assignment {assignment}` to see all of it.",
            )

    def _generate(self, assignment: str, release: str) -> dict[str, Any]:
        """Run nbgrader's `generate_assignment` into a folder, quietly; what it reports."""
        kept = {name: getattr(self.coursedir, name) for name in ("root", "db_url", "course_id")}
        coursedir = CourseDirectory(config=self.config, **kept, release_directory=release, notebook_id="*")
        coursedir.assignment_id = assignment
        log = logging.Logger("nbgrader generate_assignment")
        generating = GenerateAssignment(coursedir=coursedir, config=self.config, log=log)
        generating.create_assignment, generating.no_database = True, False
        return dict(capture_log(generating))

    @contextlib.contextmanager
    def _alone_in_database(self) -> Iterator[None]:
        """Keep graders elsewhere from creating the same tables meanwhile, where the database can."""
        try:
            engine = create_engine(self.coursedir.db_url, poolclass=NullPool)
            connection = engine.connect()
        except (ArgumentError, ImportError, NoSuchModuleError, DatabaseError) as error:
            raise not_opened(error) from error
        with connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("select pg_advisory_lock(:name)"), {"name": _LOCK})
            yield

    def _up_to_date(self, assignment: str) -> bool:
        read = self.course.assignment(assignment).notebooks
        source = {
            (name, cell.grade_id): cell.source
            for name, notebook in read.items()
            for cell in notebook.with_role(Role.GRADE, Role.TASK, Role.LOCKED)
            if cell.grade_id
        }
        wanted = {
            (name, cell.grade_id): cell.points
            for name, notebook in read.items()
            for cell in notebook.with_role(Role.GRADE, Role.MANUAL)
        }
        with self.open() as gradebook:
            try:
                notebooks = gradebook.find_assignment(assignment).notebooks
            except MissingEntry:
                return False
            known = {
                (notebook.name, cell.name): cell.source
                for notebook in notebooks
                for cell in notebook.source_cells
                if cell.locked
            }
            graded = {
                (notebook.name, cell.name): cell for notebook in notebooks for cell in notebook.grade_cells
            }
            points = {key: cell.max_score for key, cell in graded.items()}
        return known == source and points == wanted

    def autograded_folder(self) -> Path:
        """Where nbgrader keeps graded notebooks."""
        return self.course.root / str(self.coursedir.autograded_directory)


def _with_driver(db_url: str) -> str:
    """The URL; a plain postgresql:// gets the driver that this program is installed with.

    Raises:
        UnusableInput: it is none.
    """
    try:
        url = make_url(db_url)
    except ArgumentError:
        raise UnusableInput(
            "--db isn't a database URL.",
            "Give one such as sqlite:////path/gradebook.db or postgresql://host/name.",
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def not_opened(error: Exception) -> UnusableInput:
    """What is said of a database that fails."""
    return UnusableInput(
        f"The gradebook's database can't be opened or used: {_first_line(error).rstrip('.')}.",
        "Check --db, or c.CourseDirectory.db_url in nbgrader_config.py.",
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines or [type(error).__name__])[0][:300]


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
