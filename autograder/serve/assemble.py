"""From rows to what students' pages show: attempts, dates due, points.

What is shown of a result depends on the date due, and is decided here alone: a page can't show what isn't in
its view. Where the best attempt counts, to say which one does is to say which is better: it is said where
points are.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from nbgrader.api import Assignment, Student, SubmittedAssignment
from sqlalchemy import Connection, Row, create_engine, inspect, select
from sqlalchemy.exc import DatabaseError

from autograder.course import Course, Role
from autograder.gradebook import CourseGradebook
from autograder.results import SubmissionResult
from autograder.serve.attempts import Attempts, in_utc, now
from autograder.serve.class_view import class_view
from autograder.serve.points import Points, own_points, points_in_gradebook
from autograder.serve.receive import Dates, closed, next_at, short
from autograder.serve.settings import HandinSettings, Shown
from autograder.serve.views import AssignmentView, AttemptView, ClassView

_FRESH = 2.0  # seconds for which what the gradebook says is remembered
_MOMENT = 0.5  # and what the queue is
_PATIENCE = 250  # milliseconds that a page waits for a gradebook that another program is writing
_AT_FIRST = 5000  # where nothing is known yet
_TABLES = {one.__tablename__ for one in (Assignment, Student, SubmittedAssignment)}
_IN_USE = "The gradebook is in use by another program. Grading goes on by itself when it is free."
_STOPPED = "Grading has stopped for the moment, and goes on by itself."
_INSTRUCTORS = "You see this as an instructor; students hand in here."


@dataclass(frozen=True)
class Roster:
    """What the gradebook says of an assignment, at one moment."""

    due: datetime | None = None
    extensions: Mapping[str, timedelta] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name and e-mail by id

    def due_for(self, student: str) -> datetime | None:
        """The student's own date due."""
        return self.due and self.due + self.extensions.get(student, timedelta())


class Desk:
    """What the pages are made from.

    Args:
        course: the course.
        gradebook: its gradebook.
        attempts: what was handed in.
    """

    def __init__(self, course: Course, gradebook: CourseGradebook, attempts: Attempts) -> None:
        self.course, self.gradebook, self.attempts = course, gradebook, attempts
        self.settings = HandinSettings.of(course)
        self._engine = create_engine(gradebook.address)
        self._rosters: dict[str, tuple[float, Roster]] = {}
        self._unread = ""
        self._queue: tuple[float, dict[int, int]] = 0.0, {}
        self._points: dict[tuple[str, str], tuple[int, Points]] = {}

    @property
    def names(self) -> list[str]:
        """The assignments that can be handed in."""
        chosen = self.settings.assignments or self.course.assignments
        return [
            name
            for name in chosen
            if name in self.course.assignments and any(self.course.folder("release", name).glob("*.ipynb"))
        ]

    def roster(self, assignment: str) -> Roster:
        """What the gradebook says, not older than a moment; or what it has said, if it is locked.

        Raises:
            DatabaseError: it has said nothing yet.
        """
        at, known = self._rosters.get(assignment, (0.0, Roster()))
        if time.monotonic() - at > _FRESH and self.gradebook.is_there:
            try:
                known, self._unread = self._read(assignment, _PATIENCE if at else _AT_FIRST), ""
            except DatabaseError:
                if not at:
                    raise
                self._unread = _IN_USE
            self._rosters[assignment] = time.monotonic(), known
        return known

    def _read(self, assignment: str, patience: int) -> Roster:
        with self._reading(patience) as connection:
            if not _TABLES.issubset(inspect(connection).get_table_names()):
                return Roster()  # it is being made
            due = connection.execute(select(Assignment.duedate).where(Assignment.name == assignment)).scalar()
            asked = select(SubmittedAssignment.student_id, SubmittedAssignment.extension)
            asked = asked.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            asked = asked.where(Assignment.name == assignment, SubmittedAssignment.extension.is_not(None))
            extensions = {row[0]: row[1] for row in connection.execute(asked)}
            people = select(Student.id, Student.first_name, Student.last_name, Student.email)
            names = {
                row[0]: (" ".join(filter(None, row[1:3])), row[3] or "") for row in connection.execute(people)
            }
        return Roster(due, extensions, names)

    @contextmanager
    def _reading(self, patience: int) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
            yield connection

    def points(self, assignment: str, student: str = "") -> dict[str, Points]:
        """What the gradebook says of points, by student; of one of them, if named.

        Raises:
            DatabaseError: it is locked.
        """
        notebooks = self.course.assignment(assignment).notebooks.values()
        decided = {
            (notebook.name, cell.grade_id)
            for notebook in notebooks
            for cell in notebook.cells
            if cell.role is Role.GRADE
        }
        with self._reading(_PATIENCE) as connection:
            return points_in_gradebook(connection, assignment, decided, student)

    def _counting(self, rows: Sequence[Row[Any]]) -> dict[int, Points]:
        """The points of a student's attempt that counts, by its id.

        While another one is graded, or the gradebook is locked, those that it had when last asked for: the
        gradebook may have the other's already.
        """
        row = next((one for one in rows if one.counts), None)
        if row is None:
            return {}
        key = (row.student, row.assignment)
        if not any(one.state == "grading" for one in rows):
            with suppress(DatabaseError):
                found = self.points(row.assignment, row.student)
                if row.student in found:
                    self._points[key] = row.id, found[row.student]
        known = self._points.get(key)
        return {row.id: known[1]} if known is not None and known[0] == row.id else {}

    def dates(self, student: str, assignment: str) -> Dates:
        """When it is due for a student."""
        return Dates.of(self.settings, self.roster(assignment).due_for(student))

    def shown(self, student: str, assignment: str) -> Shown:
        """What a student sees now."""
        due = self.dates(student, assignment).due
        return self.settings.before if due is None or now() <= due else self.settings.after

    def assignment(self, student: str, assignment: str, *, instructor: bool = False) -> AssignmentView:
        """An assignment, as a student has it."""
        rows, dates = self.attempts.of(student, assignment), self.dates(student, assignment)
        waits = _waits(rows)
        places = self._places() if waits else {}
        stopped = _STOPPED if waits and self.attempts.trouble(assignment) else ""
        trouble = (self._unread or stopped) if waits else ""
        shown = self.shown(student, assignment)
        points = self._counting(rows) if shown == "all" else {}
        tells = shown == "all" or self.settings.counts == "last"
        views = tuple(
            _attempt(
                row,
                points.get(row.id) or own_points(row) if shown == "all" else None,
                places.get(row.id, len(places)),
                trouble,
                counts=row.counts and tells,
                has_feedback=shown != "nothing",
            )
            for row in rows
        )
        left = max(self.settings.attempts - len(rows), 0) if self.settings.attempts else None
        said = _INSTRUCTORS if instructor else closed(dates, now())
        if left == 0 and not said:
            said = (
                f"All {self.settings.attempts} attempts are used up; what you have handed in counts as it is"
            )
        again = next_at(self.settings, rows, now())
        return AssignmentView(
            name=assignment,
            due=in_utc(dates.due),
            until=in_utc(dates.until),
            attempts_left=left,
            next_at=in_utc(again),
            closed=said and said.rstrip(".") + ".",
            expect=self.settings.expect(has_due=dates.due is not None),
            attempts=views,
            handout=True,
        )

    def _places(self) -> dict[int, int]:
        """How many are before each that waits: the same for everybody who asks at this moment."""
        at, places = self._queue
        if time.monotonic() - at > _MOMENT:
            places = {row.id: place for place, row in enumerate(self.attempts.queue())}
            self._queue = time.monotonic(), places
        return places

    def class_of(self, assignment: str) -> ClassView:
        """An assignment, as the instructor has it."""
        points: dict[str, Points] = {}
        with suppress(DatabaseError):
            points = self.points(assignment)
        roster = self.roster(assignment)
        return class_view(
            assignment,
            {name: full for name, (full, _mail) in roster.names.items()},
            self.attempts.of_class(assignment),
            points,
            due=in_utc(roster.due),
            trouble=self.attempts.trouble(assignment),
        )

    def handout(self, assignment: str) -> bytes:
        """What students get, as a zip."""
        folder = self.course.folder("release", assignment)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                hidden = any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
                if path.is_file() and not hidden:
                    archive.write(path, f"{assignment}/{path.relative_to(folder)}")
        return file.getvalue()

    def report(self, assignment: str, formgrader: str) -> str:
        """The class report, whose links lead to formgrader if its address isn't empty."""
        from autograder.report import class_page, class_report

        with self.gradebook.open_existing() as opened:
            read = self.course.assignment(assignment)
            report = class_report(opened, read, self.gradebook.autograded_folder)
        return class_page(report, formgrader=formgrader)


def result_of(row: Row[Any]) -> SubmissionResult:
    """The result that is kept with a graded attempt."""
    return msgspec.json.decode(row.result, type=SubmissionResult)


def _attempt(
    row: Row[Any], points: Points | None, ahead: int, trouble: str, *, counts: bool, has_feedback: bool
) -> AttemptView:
    graded = row.state == "graded"
    said = row.said.splitlines()
    if row.state == "not graded":
        said = ["Nothing is wrong with your receipt. Ask your instructor to look at it."]
    elif not graded and trouble:
        said.append(trouble)
    return AttemptView(
        number=row.number,
        received=row.received.replace(tzinfo=UTC),
        digest=short(row.digest),
        state=row.state,
        ahead=ahead if row.state == "waiting" else 0,
        score=points.total if points is not None else None,
        max_score=points.max_score if points is not None else None,
        penalty=points.penalty if points is not None else 0.0,
        counts=counts,
        late=row.late,
        has_feedback=graded and has_feedback,
        said=tuple(said),
    )


def _waits(rows: Sequence[Row[Any]]) -> bool:
    return any(row.state in ("waiting", "grading") for row in rows)
