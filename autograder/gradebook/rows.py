"""What of a graded submission stands in nbgrader's gradebook.

A cell worth 0 points, a mark scheme say, is done from the start: there is nothing to decide. Stock nbgrader
begins each with “needs manual grade”, so that formgrader asks for a person for ever, student by student.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties

from autograder.errors import UnusableInput
from autograder.results import NO_RESPONSE, NotebookResult, Status, Verdict


class Rows:
    """The rows of one assignment.

    Args:
        gradebook: open.
        assignment: the assignment's name.
        converter: nbgrader's, whose settings say what lateness costs.
        due: the date due of students who have another one than the assignment's.

    Raises:
        UnusableInput: there is no such plugin for late penalties, or no date due to extend.
    """

    def __init__(
        self,
        gradebook: Gradebook,
        assignment: str,
        converter: Autograde,
        due: Mapping[str, datetime] | None = None,
    ) -> None:
        self._penalties = _penalties(converter)
        self._row: Assignment = gradebook.find_assignment(assignment)
        self.db = gradebook.db
        if due and self._row.duedate is None:
            raise UnusableInput(
                f"{assignment} has no due date that could be extended.",
                "Set it in formgrader.",
            )
        self._extensions = {student: at - self._row.duedate for student, at in (due or {}).items()}
        self._settings = [
            converter.config.get(part) for part in ("AssignLatePenalties", "LateSubmissionPlugin")
        ]
        self.checksums: dict[tuple[str, str], str] = {
            (notebook.name, cell.name): cell.checksum
            for notebook in self._row.notebooks
            for cell in notebook.source_cells
        }

    def students(self) -> set[str]:
        """Whose submissions are there."""
        query = self.db.query(SubmittedAssignment.student_id)
        return {student for (student,) in query.filter_by(assignment_id=self._row.id)}

    def lateness(self, student: str) -> str:
        """What decides whether a student is late, and what that costs, but for when it was handed in."""
        query = self.db.query(SubmittedAssignment.extension)
        extension = query.filter_by(assignment_id=self._row.id, student_id=student).scalar()
        extension = self._extensions.get(student, extension)
        return f"{self._row.duedate}\0{extension}\0{self._settings}"

    def write(
        self,
        student: str,
        notebooks: Sequence[NotebookResult],
        untouched: Mapping[str, Collection[str]],
        timestamp: Any,
    ) -> tuple[float, float]:
        """Write those of one submission, uncommitted.

        Args:
            student: whose.
            notebooks: what was graded; other notebooks' rows stay as they are.
            untouched: the answers that are as they were handed out, by notebook; none of a missing one.
            timestamp: when it was handed in, UTC, or None.

        Returns:
            The late penalty before, and now.
        """
        with self.db.no_autoflush:  # all rows at once, complete
            submission = self._submission(student)
            before = _penalty_of(submission)
            submission.extension = self._extensions.get(student, submission.extension)
            submission.timestamp = timestamp
            by_name = {notebook.name: notebook for notebook in submission.notebooks}
            for notebook in notebooks:
                row = by_name[notebook.name]
                missing = notebook.name not in untouched
                cells = {cell.grade_id: cell for cell in notebook.cells}
                asked = {name for name, cell in cells.items() if cell.status is Status.MANUAL and cell.person}
                as_handed_out = {*untouched.get(notebook.name, ())} - asked
                for grade in row.grades:
                    _set_score(grade, cells.get(grade.name), as_handed_out, missing)
                for comment in row.comments:
                    comment.auto_comment = NO_RESPONSE if comment.name in as_handed_out else None
            for notebook in notebooks:
                late = submission.total_seconds_late if notebook.name in untouched else 0
                self._penalise(student, by_name[notebook.name], late)
            return before, _penalty_of(submission)

    def _submission(self, student: str) -> SubmittedAssignment:
        """The submission's rows, created as nbgrader does if they are not there."""
        db = self.db
        person = db.get(Student, student)
        if person is None:
            person = Student(id=student)
            db.add(person)
        found = (
            db.query(SubmittedAssignment)
            .filter_by(student_id=student, assignment_id=self._row.id)
            .one_or_none()
        )
        if found is not None:
            return found
        submission = SubmittedAssignment(assignment=self._row, student=person)
        for notebook in self._row.notebooks:
            row = SubmittedNotebook(notebook=notebook, assignment=submission)
            for cell in [*notebook.grade_cells, *notebook.task_cells]:
                Grade(cell=cell, cell_id=cell.id, notebook=row)
            for cell in [*notebook.solution_cells, *notebook.task_cells]:
                Comment(cell=cell, cell_id=cell.id, notebook=row)
        db.add(submission)
        return submission

    def _penalise(self, student: str, row: SubmittedNotebook, late: float) -> None:
        """The late penalty, by the plugin that the course has configured; none for a missing notebook."""
        row.late_submission_penalty = None
        if late > 0:
            score = sum(map(_points, row.grades))
            penalty = self._penalties.plugin_inst.late_submission_penalty(student, score, late)
            row.late_submission_penalty = penalty if penalty is None else min(max(penalty, 0), score)


def _points(grade: Grade) -> float:
    """What counts of a grade, as nbgrader adds it up."""
    score = grade.auto_score if grade.manual_score is None else grade.manual_score
    return float(score or 0) + float(grade.extra_credit or 0)


def _penalty_of(submission: SubmittedAssignment) -> float:
    return float(sum(notebook.late_submission_penalty or 0 for notebook in submission.notebooks))


def _penalties(converter: Autograde) -> AssignLatePenalties:
    """What assigns late penalties, with the plugin that the course has configured."""
    with importable_from(Path(converter.coursedir.root)):
        try:
            penalties = AssignLatePenalties(config=converter.config)
            penalties.init_plugin()
        except Exception as error:
            raise UnusableInput(
                f"The plugin for late penalties can't be loaded: {type(error).__name__}: {error}.",
                "See c.AssignLatePenalties.plugin_class in nbgrader_config.py.",
            ) from error
    return penalties


@contextlib.contextmanager
def importable_from(root: Path) -> Iterator[None]:
    """Let what a configuration names be found in the course's root, as nbgrader does: it is started there."""
    kept = list(sys.path)
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path[:] = kept


def _set_score(grade: Grade, cell: Verdict | None, untouched: Collection[str], missing: bool) -> None:
    """The machine's score; a person's is never touched, but has to be looked at again.

    Args:
        grade: the row.
        cell: the cell's result; None for a task, which has no answer of its own and is a person's.
        untouched: the answers that are as they were handed out.
        missing: there is no notebook: zero.
    """
    if cell is None or cell.status is Status.MANUAL:
        grade.auto_score = 0 if missing or grade.name in untouched else None
    else:
        grade.auto_score = cell.score
    if not grade.cell.max_score:
        grade.auto_score, grade.needs_manual_grade = 0, False
        return
    doubtful = cell is not None and cell.person is not None
    undecided = grade.auto_score is None or doubtful
    grade.needs_manual_grade = bool(undecided or grade.manual_score is not None)
