"""What the gradebook says of a submission, put where the page finds it."""

from __future__ import annotations

from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import GetGrades


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
            ids["whole"] = (max(0.0, float(submission.score) - penalty), float(submission.max_score))
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
