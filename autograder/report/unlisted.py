"""Wrong answers that are on no list, put together where they are wrong in the same way.

What the checks draw differs from student to student, so the values that came back aren't compared. What is:
the explanation that was worked out, else what the visible example said, which properties hold, in which
situations, and without such an example what the smallest case gives; no lines of a student's code. Here an
instructor finds the next misconception to list.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from autograder.report.model import Sample
from autograder.results import SubmissionResult, Verdict
from autograder.text import cut

_OWN = re.compile(r"line \d+(?:: `[^`]*`)?| at 0x[0-9a-f]+")
_LONGEST = 2000


def unlisted_answers(result: SubmissionResult) -> dict[str, tuple[str, Sample]]:
    """The way in which each exercise that has no listed misconception is wrong, and how it may be shown.

    Returns:
        By exercise: what answers that are wrong in the same way share, and a sample without its answer.
    """
    lost: dict[str, list[Verdict]] = {}
    for cell in result.cells:
        if cell.findings or cell.example is not None:
            lost.setdefault(cell.name, []).append(cell)
    return {
        exercise: (_way(cells), _sample(cells))
        for exercise, cells in lost.items()
        if any(cell.score == 0 or cell.score != cell.max_score for cell in cells)
        and not any(cell.misconception or cell.unanswered or cell.person for cell in cells)
    }


def unanswered(result: SubmissionResult) -> frozenset[str]:
    """The exercises that are as they were handed out."""
    return frozenset(cell.name for cell in result.cells if cell.unanswered)


def with_answer(sample: Sample, exercise: str, notebook: Path) -> Sample:
    """A sample with what stands in the answer's cell of a graded notebook, where that can be told."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        own = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise]
        answer = "".join(own[0]["source"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return sample
    return Sample(sample.said, sample.explained, cut(answer, _LONGEST))


def _way(cells: list[Verdict]) -> str:
    hints = [cell.hint.id for cell in cells if cell.hint is not None]
    if hints:
        return hints[0]
    ways = [
        (cell.example, *((one.promise, one.holds, one.situation) for one in cell.findings)) for cell in cells
    ]
    if not any(": " in (cell.example or "") for cell in cells):  # no example says what came back
        ways += [
            (one.smallest, one.gives) if one.smallest else (one.asked, one.seen)
            for cell in cells
            for one in cell.findings
        ]
    return _OWN.sub("", repr(ways))


def _sample(cells: list[Verdict]) -> Sample:
    hint = next((cell.hint.text for cell in cells if cell.hint is not None), "")
    said = hint or "\n".join(dict.fromkeys(line for cell in cells for line in _lines(cell)))
    return Sample(cut(said, _LONGEST), explained=bool(hint))


def _lines(cell: Verdict) -> list[str]:
    failed = [one for one in cell.shown if one.holds is False]
    return [*filter(None, [cell.example]), *(line for one in failed for line in (one.promise, *one.details))]
