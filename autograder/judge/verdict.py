"""What was found out about one exercise in one submission, and how a student reads it.

Verdicts fail closed. A test that didn't run hasn't passed, a value that didn't cross fails every operation,
and a judge that ends without a verdict leaves no score but work for a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autograder.exercise import Check, Misconception
from autograder.exercise.expect import Note


class Status(StrEnum):
    """How a check or a cell ended.

    BLOCKED: it builds on something that isn't right itself. ERROR: our fault. TAMPERED: the submission
    tried to forge a result.
    """

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    ERROR = "error"
    TAMPERED = "tampered"


@dataclass(frozen=True)
class Outcome:
    """How one check ended.

    Attributes:
        check: the check.
        status: how it ended.
        notes: what was seen where it failed.
        reason: why it was blocked, or what broke.
    """

    check: Check
    status: Status
    notes: tuple[Note, ...] = ()
    reason: str = ""

    @property
    def score(self) -> float:
        """The points that were earned."""
        return self.check.points if self.status is Status.PASSED else 0.0


@dataclass(frozen=True)
class Verdict:
    """How one grade cell ended.

    Attributes:
        name: the exercise.
        outcomes: one for each check of the cell.
        misconception: the known wrong answer that behaves exactly like this one, if any.
    """

    name: str
    outcomes: tuple[Outcome, ...]
    misconception: Misconception | None = None

    @property
    def score(self) -> float:
        """The points that were earned: a built-in float."""
        return float(sum(outcome.score for outcome in self.outcomes))

    @property
    def max_score(self) -> float:
        """The points that can be earned."""
        return float(sum(outcome.check.points for outcome in self.outcomes))

    @property
    def status(self) -> Status:
        """The cell's: an error of ours outranks a failure, a failure what was passed."""
        for status in (Status.ERROR, Status.FAILED, Status.BLOCKED):
            if any(outcome.status is status for outcome in self.outcomes):
                return status
        return Status.PASSED

    def feedback(self) -> str:
        """The verdict for the student: what held, what was asked, what came back, the hint."""
        lines = [f"{self.name}: {self.score:g} of {self.max_score:g} points"]
        for outcome in self.outcomes:
            lines += _lines(outcome)
        if self.misconception is not None:
            lines += ["", f"Hint ({self.misconception.id}): {self.misconception.hint}"]
        return "\n".join(lines)


_MARKS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.BLOCKED: "–", Status.ERROR: "!"}


def _lines(outcome: Outcome) -> list[str]:
    lines = [f"{_MARKS[outcome.status]} {outcome.check.promise}"]
    if outcome.reason:
        lines.append(f"    {outcome.reason}")
    elif outcome.notes:
        first = outcome.notes[0]
        lines += [f"    asked: {first.asked}", f"    seen:  {first.seen}"]
    return lines
