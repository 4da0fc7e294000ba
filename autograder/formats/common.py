"""What all formats have in common: what they say about a result, and keeping within a platform's bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.results import NO_SANDBOX, Status, SubmissionResult, Verdict

BY_A_PERSON = "A person grades this answer."
UNJUDGED = "Could not be judged, and no fault of the student's: a person has to look."
TAMPERED = "The submission tried to tamper with the grader: zero points, and a person has to look."

_BOUNDS = (100_000, 10_000, 1_000, 100)


@dataclass(frozen=True)
class Timing:
    """When a submission was graded.

    Attributes:
        started: seconds since the epoch.
        ended: the same.
    """

    started: float
    ended: float

    @property
    def seconds(self) -> float:
        """How long it took."""
        return max(0.0, self.ended - self.started)


def said(cell: Verdict) -> str:
    """What a reader is told about a cell: its feedback, and what its status means for it."""
    remarks = {Status.MANUAL: BY_A_PERSON, Status.ERROR: UNJUDGED, Status.TAMPERED: TAMPERED}
    return "\n".join(filter(None, [remarks.get(cell.status), cell.feedback]))


def said_of_all(result: SubmissionResult) -> str:
    """What a reader is told about the whole: what was not graded, and what waits for a person."""
    alike: dict[str, list[str]] = {}
    for notebook in result.notebooks:
        if notebook.status != "graded" and notebook.cells:
            alike.setdefault(notebook.message or notebook.status, []).append(notebook.name)
    lines = [f"{', '.join(names)}: {message}" for message, names in alike.items()]
    remarks = {Status.MANUAL: "for a person to grade", Status.ERROR: UNJUDGED, Status.TAMPERED: TAMPERED}
    for status, remark in remarks.items():
        grade_ids = [cell.grade_id for cell in result.cells if cell.status is status]
        if grade_ids:
            lines.append(f"{', '.join(grade_ids)}: {remark[0].lower()}{remark[1:]}")
    if result.sandbox == "off":
        lines.append(NO_SANDBOX)
    return "\n".join(lines)


def fitting(write: Callable[[int], str], size: int) -> str:
    """The longest of several writings that is at most `size` bytes; the shortest if none is.

    Args:
        write: a writing in which each feedback has at most so many characters.
        size: bytes, as UTF-8.
    """
    written = ""
    for bound in _BOUNDS:
        written = write(bound)
        if len(written.encode()) <= size:
            break
    return written
