"""What all formats say alike about a result."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.results import CellResult, SubmissionResult

BY_A_PERSON = "A person grades this answer."
UNJUDGED = "Could not be judged, and no fault of the student's: a person has to look."
TAMPERED = "The submission tried to tamper with the grader: zero points, and a person has to look."


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


def said(cell: CellResult) -> str:
    """What a reader is told about a cell: its feedback, and what its status means for it."""
    remark = {"manual": BY_A_PERSON, "error": UNJUDGED, "tampered": TAMPERED}.get(cell.status, "")
    return "\n".join(part for part in (remark, cell.feedback) if part)


def said_of_all(result: SubmissionResult) -> str:
    """What a reader is told about the whole: what was not graded, and what waits for a person."""
    alike: dict[str, list[str]] = {}
    for notebook in result.notebooks:
        if notebook.status != "graded" and notebook.cells:
            alike.setdefault(notebook.message or notebook.status, []).append(notebook.name)
    lines = [f"{', '.join(names)}: {message}" for message, names in alike.items()]
    for status, remark in (("manual", "for a person to grade"), ("error", UNJUDGED), ("tampered", TAMPERED)):
        grade_ids = [cell.grade_id for cell in result.cells if cell.status == status]
        if grade_ids:
            lines.append(f"{', '.join(grade_ids)}: {remark[0].lower()}{remark[1:]}")
    if result.sandbox == "off":
        lines.append("Graded without the sandbox.")
    return "\n".join(lines)
