"""The Common Test Report Format, CTRF 1.0.0.

After https://ctrf.io and its schema.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from autograder.formats.common import Timing, said
from autograder.results import Status, SubmissionResult, Verdict
from autograder.text import as_json, cut, inert

_STATUS = {
    Status.PASSED: "passed",
    Status.FAILED: "failed",
    Status.TAMPERED: "failed",
    Status.MANUAL: "pending",
    Status.ERROR: "other",
}
_MOST = 100_000


def ctrf(result: SubmissionResult, timing: Timing) -> str:
    """The result as a CTRF report.

    What a person grades is pending, what could not be judged is other. A test's duration isn't known: 0.
    Points are in `extra`.
    """
    tests = [_test(notebook.name, cell) for notebook in result.notebooks for cell in notebook.cells]
    counts = Counter(test["status"] for test in tests)
    document = {
        "reportFormat": "CTRF",
        "specVersion": "1.0.0",
        "generatedBy": "autograder",
        "results": {
            "tool": {"name": "autograder"},
            "summary": {
                "tests": len(tests),
                **{name: counts[name] for name in ("passed", "failed", "skipped", "pending", "other")},
                "suites": len(result.notebooks),
                "start": round(timing.started * 1000),
                "stop": round(timing.ended * 1000),
                "extra": {"score": result.score, "max_score": result.max_score},
            },
            "tests": tests,
            "extra": {"assignment": result.assignment, "sandbox": result.sandbox},
        },
    }
    return as_json(document)


def _test(notebook: str, cell: Verdict) -> dict[str, Any]:
    points: dict[str, Any] = {"score": cell.score, "max_score": cell.max_score}
    return {
        "name": inert(cell.grade_id),
        "status": _STATUS[cell.status],
        "rawStatus": cell.status,
        "duration": 0,
        "suite": [inert(notebook)],
        "message": cut(said(cell), _MOST),
        "tags": list(filter(None, [cell.misconception])),
        "extra": points | {"exercise": cell.name},
    }
