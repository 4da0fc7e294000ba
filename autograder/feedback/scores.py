"""What the gradebook says of a submission, put where the page finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades


@dataclass(frozen=True)
class NotebookScore:
    """What the gradebook says of a notebook.

    Attributes:
        name: the notebook's.
        score: its points, less the penalty.
        points: what it is worth.
        state: in a word: "waits", "full", "part" or "none".
    """

    name: str
    score: float
    points: float
    state: str


class Scores(GetGrades):
    """GetGrades of nbgrader, and what it leaves out: who gave the points, and the rest of the assignment."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Put the scores into cells and resources; a penalty takes no more than there is."""
        nb, resources = super().preprocess(nb, resources)
        ids = resources["nbgrader"]
        with Gradebook(ids["db_url"]) as gradebook:
            submission = gradebook.find_submission(ids["assignment"], ids["student"])
            person = submission.student
            names = (person.first_name, person.last_name)
            penalty = float(submission.late_submission_penalty or 0)
            ids["penalty_of_all"] = 0.0  # each notebook has its own
            ids["whole"] = (max(0.0, float(submission.score) - penalty), float(submission.max_score))
            ids["notebooks"] = [
                _notebook_score(row) for row in sorted(submission.notebooks, key=lambda row: str(row.name))
            ]
            ids["name"] = " ".join(filter(None, names))
        ids["score"] = max(0.0, float(ids["score"]))
        return nb, resources

    def _get_score(self, cell: Any, resources: Any) -> None:
        super()._get_score(cell, resources)
        metadata = cell.metadata.nbgrader
        grade = self.gradebook.find_grade(
            metadata["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        metadata["waits"] = bool(grade.needs_manual_grade)
        metadata["ungraded"] = grade.auto_score is None and grade.manual_score is None
        metadata["by_person"] = grade.manual_score is not None
        metadata["extra_credit"] = float(grade.extra_credit or 0)


def _notebook_score(row: Any) -> NotebookScore:
    score, points = max(0.0, float(row.score) - float(row.late_submission_penalty or 0)), float(row.max_score)
    waits = any(grade.needs_manual_grade for grade in row.grades if grade.max_score)
    lost = "part" if score else "none"
    return NotebookScore(row.name, score, points, "waits" if waits else "full" if score >= points else lost)
