"""The result.json of an autograder for Classroom 50, schema classroom50/result/v1.

Its scores are whole numbers, so it gets hundredths of points. A factor that depended on the scores would
differ between students.

After https://github.com/foundation50/classroom50/wiki/Advanced-Autograding
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from autograder.errors import UnusableInput
from autograder.formats.common import said
from autograder.results import Status, SubmissionResult, Verdict
from autograder.text import as_json, cut, inert

_PER_POINT = 100
_MOST = 20_000
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2}T)(\d{2})-(\d{2})-(\d{2}Z)")


@dataclass(frozen=True)
class Handover:
    """Who handed in what, as Classroom 50's runner says it in the environment.

    Attributes:
        classroom: its short name.
        assignment: its short name there.
        kind: "individual" or "group".
        owner: whose repository it is.
        tag: of the submission, submit/ and its time and commit.
        submitted: when, as YYYY-MM-DDTHH:MM:SSZ. It is in the tag, so a regrade never moves it.
        commit: link to the commit.
        release: link to the release.
        review: link to the changes.
    """

    classroom: str
    assignment: str
    kind: str
    owner: str
    tag: str
    submitted: str
    commit: str
    release: str
    review: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Handover:
        """What the runner's variables say.

        Raises:
            UnusableInput: one is missing or isn't as the runner sets it.
        """

        def value(*names: str) -> str:
            found = next((environment[name] for name in names if environment.get(name)), None)
            if found is None:
                raise UnusableInput(
                    f"{names[0]} is not set, which Classroom 50's runner sets.",
                    "Use --classroom50 in its autograder.py alone.",
                )
            return found

        tag, kind = value("SUBMISSION_TAG"), environment.get("ASSIGNMENT_TYPE") or "individual"
        instant = _INSTANT.search(tag)
        if not tag.startswith("submit/") or instant is None:
            raise UnusableInput(
                f"SUBMISSION_TAG is {inert(tag)}.",
                "Expected submit/ and a time, submit/2026-06-01T14-32-05Z-a1b2c3d.",
            )
        if kind not in ("individual", "group"):
            raise UnusableInput(f"ASSIGNMENT_TYPE is {inert(kind)}.", "Expected individual or group.")
        return cls(
            value("CLASSROOM"),
            value("ASSIGNMENT"),
            kind,
            value("OWNER", "USERNAME"),
            tag,
            instant[1] + ":".join(instant.groups()[1:]),
            value("COMMIT_URL"),
            value("RELEASE_URL"),
            value("REVIEW_URL", "COMMIT_URL"),
        )


def classroom50(result: SubmissionResult, handover: Handover, graded: float) -> str:
    """The result as Classroom 50 reads it. Its scores are whole numbers: a hundred for each point.

    Args:
        result: the result.
        handover: who handed in what.
        graded: when it was graded, seconds since the epoch.
    """
    tests = [_test(notebook.name, cell) for notebook in result.notebooks for cell in notebook.cells]
    document = {
        "schema": "classroom50/result/v1",
        "classroom": handover.classroom,
        "assignment": handover.assignment,
        "assignment_type": handover.kind,
        "owner": handover.owner,
        "submission": handover.tag,
        "commit": handover.commit,
        "release": handover.release,
        "review": handover.review,
        "datetime": handover.submitted,
        "graded_at": datetime.fromtimestamp(graded, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return as_json(document)


def _test(notebook: str, cell: Verdict) -> dict[str, Any]:
    most = round(cell.max_score * _PER_POINT)
    return {
        "test-name": inert(f"{notebook}: {cell.grade_id}"),
        "passed": cell.status is Status.PASSED,
        "score": min(most, max(0, round((cell.score or 0) * _PER_POINT))),
        "max-score": most,
        "status": cell.status,
        "misconception": cell.misconception,
        "message": cut(said(cell), _MOST),
    }
