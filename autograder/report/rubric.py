"""The mark scheme of a written answer as a rubric: criteria with points, the same words for every grader.

A criterion is a list item of the mark scheme that begins with its points and a few words, as in
“- 1 point, the rule: …”. A grader pastes “the rule: 1 of 1 points.” into the comment, edited where it was
half a point, so that the student reads which part earned what, and the class is counted by criterion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, SubmittedNotebook

from autograder.course import Assignment, Cell, Notebook, Role
from autograder.text import points

_CRITERION = re.compile(r"(?m)^[-*+] (\d+(?:\.\d+)?) points?,? +([^:\n]{1,60}):\s*(.*(?:\n[ \t]+.*)*)")


@dataclass(frozen=True)
class Criterion:
    """One item of a mark scheme.

    Attributes:
        label: what it is about, in a few words.
        points: what it is worth.
        text: what it asks for, as Markdown.
        given: the points that persons gave for it until now, one entry an answer.
    """

    label: str
    points: float
    text: str
    given: list[float] = field(default_factory=list)

    def comment(self, given: float) -> str:
        """The line of a comment that gives so many points for it."""
        return f"{self.label}: {points(given)} of {points(self.points)} points."

    def points_in(self, comment: str) -> float | None:
        """The points that a comment gives for it; None where it says nothing of it."""
        found = re.search(rf"(?im)^\W*{re.escape(self.label)}: *(\d+(?:\.\d+)?) of ", comment)
        return min(float(found[1]), self.points) if found else None


@dataclass(frozen=True)
class WrittenAnswer:
    """A written answer that waits.

    Attributes:
        student: whose.
        text: as Markdown.
        attachments: its pictures, as nbformat keeps them.
        submission: formgrader's id of the notebook.
    """

    student: str
    text: str
    attachments: Mapping[str, Any]
    submission: str


@dataclass(frozen=True)
class WrittenQuestion:
    """A question that persons grade.

    Attributes:
        notebook: where.
        cell: the graded cell's id.
        points: what it is worth.
        criteria: of its mark scheme.
        graded: how many answers a person has graded.
        waiting: the others.
    """

    notebook: str
    cell: str
    points: float
    criteria: tuple[Criterion, ...]
    graded: list[str] = field(default_factory=list)
    waiting: list[WrittenAnswer] = field(default_factory=list)


def criteria_of(mark_scheme: str) -> tuple[Criterion, ...]:
    """The criteria in the text of a cell with a mark scheme."""
    found = _CRITERION.finditer(mark_scheme)
    return tuple(Criterion(one[2].strip(), float(one[1]), " ".join(one[3].split())) for one in found)


def written_questions(
    gradebook: Gradebook, assignment: Assignment, folder: Callable[[str, str], Path]
) -> list[WrittenQuestion]:
    """The questions that persons grade, with what the gradebook and the graded notebooks know of them.

    Args:
        gradebook: open.
        assignment: the assignment.
        folder: where nbgrader keeps a student's graded submission of an assignment.
    """
    found = {
        notebook.name: list(_questions(notebook))
        for notebook in assignment.notebooks.values()
        if notebook.with_role(Role.MANUAL, Role.TASK)
    }
    for submission in gradebook.assignment_submissions(assignment.name):
        for row in submission.notebooks:
            questions = found.get(row.name, [])
            path = folder(submission.student_id, assignment.name) / f"{row.name}.ipynb"
            waiting = [one for one in questions if _sort_in(one, row, submission.student_id)]
            cells = _cells(path) if waiting else {}
            for question in waiting:
                cell = cells.get(question.cell, {})
                text = "".join(cell.get("source", ""))
                question.waiting.append(
                    WrittenAnswer(submission.student_id, text, cell.get("attachments", {}), row.id)
                )
    return [question for questions in found.values() for question in questions]


def _questions(notebook: Notebook) -> Iterator[WrittenQuestion]:
    """A mark scheme stands in the cell itself or, as in a task of no points, in the one before it."""
    before: tuple[Criterion, ...] = ()
    for cell in notebook.with_role(Role.MANUAL, Role.TASK):
        own = _own_criteria(cell)
        if cell.points:
            yield WrittenQuestion(notebook.name, cell.grade_id, cell.points, own or before)
        before = own if not cell.points else ()


def _own_criteria(cell: Cell) -> tuple[Criterion, ...]:
    return criteria_of(cell.source) if cell.role is Role.TASK else ()


def _sort_in(question: WrittenQuestion, row: SubmittedNotebook, student: str) -> bool:
    """Count what a person gave; whether the answer waits for one."""
    grade = next((one for one in row.grades if one.name == question.cell), None)
    if grade is None or grade.needs_manual_grade or grade.manual_score is None:
        return grade is not None and grade.needs_manual_grade
    question.graded.append(student)
    comment = next((one.manual_comment for one in row.comments if one.name == question.cell), None)
    for criterion in question.criteria:
        given = criterion.points_in(comment or "")
        if given is not None:
            criterion.given.append(given)
    return False


def _cells(path: Path) -> dict[str, Any]:
    """A graded notebook's cells by grade_id; none where there is no such notebook."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError):
        return {}
    return {(cell["metadata"].get("nbgrader") or {}).get("grade_id", ""): cell for cell in cells}
