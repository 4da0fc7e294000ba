"""The points of what counts, as the gradebook has them: with a person's, extra credit and lateness.

The grader's own points stand with each attempt. What counts may have others by now: somebody has read the
written answers, or the class was graded again. Points are out of those that were decided, as in `check`: of a
written answer that nobody has read yet, none are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, Row, select


@dataclass(frozen=True)
class Points:
    """Points of an attempt.

    Attributes:
        score: without what lateness costs.
        max_score: of what was decided.
        penalty: what lateness costs.
        waits: ids of the cells that a person still has to look at, and whether the grader decides them.
    """

    score: float
    max_score: float
    penalty: float = 0.0
    waits: tuple[tuple[str, bool], ...] = ()

    @property
    def total(self) -> float:
        """What counts; never below zero, as in nbgrader."""
        return max(0.0, self.score - self.penalty)


def own_points(row: Row[Any]) -> Points | None:
    """What the grader gave for an attempt."""
    return Points(row.score, row.max_score, row.penalty or 0.0) if row.state == "graded" else None


def points_in_gradebook(
    connection: Connection, assignment: str, by_machine: Collection[tuple[str, str]], student: str = ""
) -> dict[str, Points]:
    """Points by student.

    Args:
        connection: to the gradebook's database.
        assignment: its name.
        by_machine: notebook and id of the cells that the grader decides.
        student: who alone is asked for; empty for all.
    """
    mine = [Assignment.name == assignment, *([SubmittedAssignment.student_id == student] if student else [])]
    submitted = select(SubmittedAssignment.student_id, SubmittedAssignment.late_submission_penalty)
    submitted = submitted.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    penalties = {row[0]: float(row[1] or 0) for row in connection.execute(submitted.where(*mine))}
    asked = (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            BaseCell.name,
            Grade.score,
            Grade.max_score,
            Grade.manual_score.is_not(None),
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(Notebook, BaseCell.notebook_id == Notebook.id)
    )
    found = {name: Points(0.0, 0.0, penalty) for name, penalty in penalties.items()}
    for name, notebook, cell, score, most, by_person, needs_person in connection.execute(asked.where(*mine)):
        before, machines = found[name], (notebook, cell) in by_machine
        found[name] = replace(
            before,
            score=before.score + float(score),
            max_score=before.max_score + (float(most) if by_person or machines else 0.0),
            waits=before.waits + (((cell, machines),) if needs_person else ()),
        )
    return found
