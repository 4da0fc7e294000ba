"""Gradescope's results.json.

After https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

from typing import Any

from autograder.formats.common import Timing, fitting, said, said_of_all
from autograder.results import Status, SubmissionResult, Verdict
from autograder.text import as_json, cut, inert

_SIZE = 4_000_000


def gradescope(result: SubmissionResult, timing: Timing) -> str:
    """The result as Gradescope reads it.

    A cell without a score, a person's or one that could not be judged, has none there either. Every text
    is marked as plain text, so that Gradescope shows it as it is.
    """
    return fitting(lambda bound: as_json(_document(result, timing, bound)), _SIZE)


def _document(result: SubmissionResult, timing: Timing, bound: int) -> dict[str, Any]:
    return {
        "score": result.score,
        "execution_time": round(timing.seconds, 3),
        "output": cut(said_of_all(result), bound),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            {"number": f"{row}.{column}", **_test(notebook.name, cell, bound)}
            for row, notebook in enumerate(result.notebooks, 1)
            for column, cell in enumerate(notebook.cells, 1)
        ],
        "extra_data": {"max_score": result.max_score, "sandbox": result.sandbox},
    }


def _test(notebook: str, cell: Verdict, bound: int) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": inert(f"{cell.grade_id} ({notebook})"),
        "output": cut(said(cell), bound),
        "output_format": "text",
        "tags": [cell.status, *filter(None, [cell.misconception])],
    }
    if cell.score is None:
        return test
    status = "passed" if cell.status is Status.PASSED else "failed"
    return test | {"score": cell.score, "max_score": cell.max_score, "status": status}
