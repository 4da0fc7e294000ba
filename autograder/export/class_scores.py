"""What nbgrader's gradebook says of an assignment: a person's points and late penalties counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nbgrader.api import (
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograder.errors import UnusableInput


@dataclass(frozen=True)
class StudentScores:
    """One student of the gradebook.

    Attributes:
        id: nbgrader's.
        first_name: empty where the gradebook has none; so are `last_name`, `email` and `lms_user_id`.
        last_name: see `first_name`.
        email: see `first_name`.
        lms_user_id: the learning platform's id.
        submitted: whether there is a submission of the assignment.
        timestamp: when it was handed in, UTC, where that is known.
        raw_score: the points, before the penalty.
        penalty: points off for lateness.
        cells: the points of each cell; None where nobody has graded it yet.
        undecided: the cells that a person has to grade, or to look at again; not those worth nothing.
    """

    id: str
    first_name: str
    last_name: str
    email: str
    lms_user_id: str
    submitted: bool
    timestamp: datetime | None
    raw_score: float
    penalty: float
    cells: dict[str, float | None]
    undecided: tuple[str, ...]

    @property
    def score(self) -> float:
        """The points that count; never below zero, as `nbgrader export` has it."""
        return max(0.0, self.raw_score - self.penalty)


@dataclass(frozen=True)
class ClassScores:
    """An assignment's scores.

    Attributes:
        assignment: its name.
        duedate: UTC, or None.
        max_score: all points, those that a person gives too.
        cells: the points of each graded cell by its name, in the order of the notebooks.
        students: all of the gradebook, in the order of their ids.
    """

    assignment: str
    duedate: datetime | None
    max_score: float
    cells: dict[str, float]
    students: list[StudentScores]

    @classmethod
    def read(cls, gradebook: Gradebook, assignment: str, order: list[tuple[str, str]]) -> ClassScores:
        """Read them.

        Args:
            gradebook: open.
            assignment: its name.
            order: notebook and id of the graded cells, in the order to be shown.

        Raises:
            UnusableInput: the gradebook has no grades of this assignment.
        """
        try:
            row = gradebook.find_assignment(assignment)
        except MissingEntry:
            row = None
        if row is None or row.num_submissions == 0:
            raise UnusableInput(
                f"The gradebook has no grades of {assignment}.", f"Run `autograder grade {assignment}` first."
            )
        points = {
            (notebook.name, cell.name): float(cell.max_score)
            for notebook in sorted(row.notebooks, key=lambda notebook: notebook.name)
            for cell in [*notebook.grade_cells, *notebook.task_cells]
        }
        keys = [key for key in order if key in points]
        keys += sorted(points.keys() - set(keys))
        names = _names(keys)
        cells = {names[key]: points[key] for key in keys}
        grades = _grades(gradebook, row.id, names)
        students = [
            _student(person, submission, grades.get(person.id, {}), cells)
            for person, submission in _submissions(gradebook, row.id)
        ]
        return cls(assignment, _utc(row.duedate), float(row.max_score), cells, students)


def _names(keys: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A name for each cell: its id, with the notebook before it where two notebooks have the same one."""
    ids = [cell for _, cell in keys]
    return {
        (notebook, cell): cell if ids.count(cell) == 1 else f"{notebook}/{cell}" for notebook, cell in keys
    }


def _grades(
    gradebook: Gradebook, assignment_id: str, names: dict[tuple[str, str], str]
) -> dict[str, dict[str, tuple[float | None, float, bool]]]:
    """By student and cell: the points or None, what they count, and whether a person has to look."""
    query = (
        gradebook.db.query(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.auto_score.is_(None) & Grade.manual_score.is_(None),
            Grade.score,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(Notebook, BaseCell.notebook_id == Notebook.id)
        .filter(SubmittedAssignment.assignment_id == assignment_id)
    )
    found: dict[str, dict[str, tuple[float | None, float, bool]]] = {}
    for student, notebook, cell, ungraded, score, undecided in query:
        shown = None if ungraded else float(score)
        found.setdefault(student, {})[names[notebook, cell]] = (shown, float(score), bool(undecided))
    return found


def _submissions(gradebook: Gradebook, assignment_id: str) -> list[tuple[Student, Any]]:
    """All students, each with when their submission was handed in and its penalty, or with None."""
    query = gradebook.db.query(
        SubmittedAssignment.student_id,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.late_submission_penalty,
    ).filter(SubmittedAssignment.assignment_id == assignment_id)
    found = {student: (timestamp, float(penalty)) for student, timestamp, penalty in query}
    people = gradebook.db.query(Student).order_by(Student.id)
    return [(person, found.get(person.id)) for person in people]


def _student(
    person: Student,
    submission: Any,
    grades: dict[str, tuple[float | None, float, bool]],
    cells: dict[str, float],
) -> StudentScores:
    timestamp, penalty = submission or (None, 0.0)
    return StudentScores(
        person.id,
        person.first_name or "",
        person.last_name or "",
        person.email or "",
        person.lms_user_id or "",
        submission is not None,
        _utc(timestamp),
        sum(score for _, score, _ in grades.values()),
        penalty,
        {cell: shown for cell, (shown, _, _) in grades.items()},
        tuple(cell for cell, points in cells.items() if points and cell in grades and grades[cell][2]),
    )


def _utc(moment: datetime | None) -> datetime | None:
    """A time that the gradebook keeps without a zone."""
    return None if moment is None else moment.replace(tzinfo=UTC)
