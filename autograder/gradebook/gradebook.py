"""nbgrader's own gradebook and converters, used from Python. Imported late: nbgrader takes seconds."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbgrader.api
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.utils import capture_log
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError
from traitlets.config.loader import Config

from autograder.course import Course, Role
from autograder.errors import UnusableInput
from autograder.gradebook.trouble import complaint, faults_in_a_line, patient
from autograder.gradebook.writer import alone_in

_SEE_ABOVE = "see the the above traceback"
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
            UnusableInput: the configuration can't be loaded, or no gradebook can be in the course's folder.
        """
        config = deepcopy(course.config)
        config.CourseDirectory.root = str(course.root)
        if db_url is not None:
            config.CourseDirectory.db_url = _complete(db_url, Path())
        elif named := config.CourseDirectory.get("db_url"):
            config.CourseDirectory.db_url = _complete(named, course.root)
        _know_the_schema()
        return cls(course, config, _in_the_course(CourseDirectory(config=config)))

    @classmethod
    def behind(cls, converter: Autograde) -> CourseGradebook:
        """The gradebook that nbgrader is at work on, by its own settings.

        Raises:
            UnusableInput: there is no course in nbgrader's root, or no gradebook can be in it.
        """
        _know_the_schema()
        return cls(Course.of_nbgrader(converter), converter.config, _in_the_course(converter.coursedir))

    @property
    def _url(self) -> str:
        return _complete(str(self.coursedir.db_url), Path(self.coursedir.root))

    @property
    def address(self) -> str:
        """The database's URL, whatever it is."""
        return self._url

    @property
    def url(self) -> str:
        """What names the gradebook; empty for gradebook.db in the course's root, wherever that is."""
        url = self._url
        return "" if url == f"sqlite:///{os.path.abspath(self.coursedir.root)}/gradebook.db" else url

    @property
    def shown(self) -> str:
        """Where it is: a file's path, or a URL without its password."""
        url = make_url(self._url)
        if url.drivername == "sqlite" and url.database:
            return url.database  # as it is on disk: in a URL, spaces and umlauts are written with %
        return url.render_as_string(hide_password=True)

    @contextlib.contextmanager
    def open(self) -> Iterator[Gradebook]:
        """The gradebook itself.

        Raises:
            UnusableInput: it can't be opened, or what is done with it meanwhile fails for its sake.
        """
        with faults_in_a_line(self.shown):
            # Making one takes long, and waits for nobody.
            waiting = patient(self.shown) if self.is_there else contextlib.nullcontext()
            with faults_in_a_line(self.shown, ImportError), waiting:
                gradebook = Gradebook(self.coursedir.db_url, self.coursedir.course_id)
            with gradebook:
                yield gradebook

    @contextlib.contextmanager
    def open_existing(self) -> Iterator[Gradebook]:
        """The gradebook for reading; no file is made where there is none.

        Raises:
            UnusableInput: there is none, or it can't be read.
        """
        if not self.is_there:
            raise UnusableInput(
                f"There is no gradebook {self.shown}.",
                "`autograder grade` makes one, and so does `nbgrader db student import FILE`.",
            )
        with self.open() as gradebook:
            yield gradebook

    def knows(self, assignment: str) -> bool:
        """Whether there is a gradebook with this assignment in it."""
        if not self.is_there:
            return False
        with self.open() as gradebook:
            return any(known.name == assignment for known in gradebook.assignments)

    def student_ids(self) -> set[str]:
        """Everybody whom the gradebook knows; nobody where there is none."""
        if not self.is_there:
            return set()
        with self.open() as gradebook:
            return {student.id for student in gradebook.students}

    @property
    def is_there(self) -> bool:
        """Whether there is anything to open; for a database on a server that is found out by opening it."""
        url = make_url(self._url)
        file = Path(url.database or "")
        return not url.drivername.startswith("sqlite") or (file.is_file() and file.stat().st_size > 0)

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
            raise self._refused(assignment, result)

    def _refused(self, assignment: str, result: dict[str, Any]) -> UnusableInput:
        """Why nbgrader doesn't take the assignment."""
        said = str(result)
        if "OperationalError" in said or "DatabaseError" in said:
            return complaint(self.shown, _last_line(result))
        source = f"{self.course.root}/{assignment}"
        if set("[]") & set(source):
            return UnusableInput(
                f"nbgrader takes the brackets in {source} for a pattern, and finds no notebooks there.",
                "Give the folder a name without [ and ].",
            )
        if "there are submissions associated with it" in said:
            return UnusableInput(
                f"{self.shown} has submissions of {assignment} with a notebook that it no longer has.",
                f"Give it its former name back, or forget all scores of {assignment}: "
                f"`nbgrader db assignment remove {assignment} --force`.",
            )
        return UnusableInput(
            f"nbgrader can't read the source of {assignment}: {_last_line(result)}.",
            f"Run `nbgrader generate_assignment {assignment} --force` to see all of it.",
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
        with faults_in_a_line(self.shown, ImportError):
            engine = create_engine(self.coursedir.db_url, poolclass=NullPool)
            with patient(self.shown):
                connection = engine.connect()
                if engine.dialect.name == "postgresql":
                    connection.execute(text("select pg_advisory_lock(:name)"), {"name": _LOCK})
                elif (
                    engine.dialect.name == "sqlite"
                ):  # whether it can be written is known before nbgrader tries, which logs its traceback
                    connection.execute(text("begin immediate"))
                    connection.rollback()
            with connection:
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

    def autograded_folder(self, student: str, assignment: str) -> Path:
        """Where nbgrader keeps a graded submission."""
        step = str(self.coursedir.autograded_directory)
        return Path(self.coursedir.format_path(step, student, assignment))


def _complete(db_url: str, folder: Path) -> str:
    """The URL: a plain postgresql:// with the driver that is installed here, a file's path from the root.

    Args:
        db_url: as it is given.
        folder: what a relative path starts from.

    Raises:
        UnusableInput: it is none.
    """
    try:
        url = make_url(db_url)
    except ArgumentError:
        raise UnusableInput(
            "--db or c.CourseDirectory.db_url isn't a database URL.",
            "Give one such as sqlite:////path/gradebook.db or postgresql://host/name.",
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    elif url.drivername.startswith("sqlite") and url.database and url.database != ":memory:":
        url = url.set(database=os.path.abspath(folder / url.database))
    return url.render_as_string(hide_password=False)


def _in_the_course(coursedir: CourseDirectory) -> CourseDirectory:
    """The same directory. nbgrader writes its path into a URL as it is, where ? and %41 mean something else.

    Raises:
        UnusableInput: nbgrader would put the gradebook outside the course.
    """
    meant = f"{os.path.abspath(coursedir.root)}/gradebook.db"
    if coursedir.db_url == f"sqlite:///{meant}" and (there := make_url(coursedir.db_url).database) != meant:
        raise UnusableInput(
            f"nbgrader would put the gradebook of {coursedir.root} at {there}, outside the course.",
            "Give the folder a name without ? and %, or set c.CourseDirectory.db_url.",
        )
    return coursedir


def _last_line(result: dict[str, Any]) -> str:
    """The line of nbgrader's report that says what is wrong."""
    text = result.get("log", "") + "\n" + (result.get("error") or "")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if "INFO" not in line and "[" not in line[:1] and _SEE_ABOVE not in line]
    telling = [line for line in told if "Error" in line or "Exception: " in line]
    reason: str = (telling or told or ["no reason given"])[-1]
    return reason[:300]


def _know_the_schema() -> None:
    """For a new gradebook nbgrader starts Alembic, and with it itself, to be told the schema: 2 s."""
    nbgrader.api.get_alembic_version = _newest_schema


def _newest_schema() -> str:
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(ALEMBIC_DIR).get_current_head())
