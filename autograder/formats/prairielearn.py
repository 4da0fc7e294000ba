"""The results.json of an external grader for PrairieLearn.

After https://docs.prairielearn.com/externalGrading/
"""

from __future__ import annotations

from typing import Any

from autograder.formats.common import UNJUDGED, fitting, said, said_of_all
from autograder.results import Status, SubmissionResult, Verdict
from autograder.text import as_json, cut, in_a_line, inert

_SIZE = 1_000_000


def prairielearn(result: SubmissionResult) -> str:
    """The result as PrairieLearn reads it, at most 1 MB.

    Not gradable, which costs the student no attempt: a submission in which no notebook can be read, and one
    with a cell that could not be judged.
    """
    return fitting(lambda bound: as_json(_document(result, bound)), _SIZE)


def _document(result: SubmissionResult, bound: int) -> dict[str, Any]:
    reasons = _not_gradable(result)
    document: dict[str, Any] = {
        "gradable": not reasons,
        "score": result.score / result.max_score if result.max_score and not reasons else 0.0,
        "message": cut(said_of_all(result), bound),
        "tests": [
            _test(notebook.name, cell, bound) for notebook in result.notebooks for cell in notebook.cells
        ],
    }
    return document | ({"format_errors": reasons} if reasons else {})


def _not_gradable(result: SubmissionResult) -> list[str]:
    unjudged = [f"{cell.grade_id}: {UNJUDGED}" for cell in result.cells if cell.status is Status.ERROR]
    if unjudged:
        return [inert(reason) for reason in unjudged]
    if any(notebook.status == "graded" for notebook in result.notebooks):
        return []
    reasons = {notebook.name: in_a_line(notebook.message or "", 1000) for notebook in result.notebooks}
    return [f"{name}: {reason}" for name, reason in reasons.items()]


def _test(notebook: str, cell: Verdict, bound: int) -> dict[str, Any]:
    return {
        "name": inert(cell.grade_id),
        "description": inert(notebook),
        "points": cell.score or 0.0,
        "max_points": 0.0 if cell.score is None else cell.max_score,
        "message": cut(said(cell), bound),
    }
