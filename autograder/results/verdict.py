"""The verdict on a graded cell, as data: what everybody reads is made from this record, and of nothing else.

It goes from the judge's pipe to the gradebook, into JSON, the graded notebook, the reports and the formats of
others. Text is made of it where it is shown: it is never edited, nor read back.

Verdicts fail closed. A test that didn't run hasn't passed, a value that didn't cross fails every operation,
and a judge that ends without a verdict leaves no score but work for a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from autograder.text import cut

OUR_FAULT = "The grader couldn't reach a verdict here. That isn't your fault: a person will look at it."
BROKE = "The test broke on this answer."
FORGEABLE = "Your code could have changed what this test relies on."
NO_SANDBOX = "Graded without the sandbox."
NOT_ANSWERED = "Not answered yet."
NO_RESPONSE = "No response."  # nbgrader's comment on a cell that is as it was handed out
_MAX_DETAIL, _MAX_EXAMPLE, _MAX_FINDINGS = 2000, 4000, 100
_MARKS = {True: "✓", False: "✗", None: "–"}


class Status(StrEnum):
    """How a graded cell ended.

    MANUAL: a person grades it. ERROR: our fault, never the student's loss. TAMPERED: the submission tried to
    forge a result.
    """

    PASSED = "passed"
    FAILED = "failed"
    MANUAL = "manual"
    ERROR = "error"
    TAMPERED = "tampered"


class Finding(Struct, frozen=True, kw_only=True):
    """How one check ended.

    Attributes:
        promise: what was checked.
        holds: whether the answer keeps it; None where that can't be told, as long as something else is wrong.
        asked: what was asked of the answer where it first failed.
        seen: what came back, or why it can't be told.
        where: whose answer it is about: the exercise's name.
        points: what it is worth.
        call: which of the cell's calls of `check` it belongs to, from 0.
        smallest: code for the student's notebook: the smallest case that was found to fail in the same way.
        gives: what it gives.
        situation: in which of the cases that were tried the answer is right, and in which it is wrong.
    """

    promise: str
    holds: bool | None
    asked: str = ""
    seen: str = ""
    where: str = ""
    points: float = 0.0
    call: int = 0
    smallest: str = ""
    gives: str = ""
    situation: str = ""

    @property
    def details(self) -> list[str]:
        """What was asked and seen, in the smallest case there is, or why it can't be told; a line each."""
        asked, seen = (self.smallest, self.gives) if self.smallest else (self.asked, self.seen)
        lines = _labelled("asked: ", asked) + _labelled("seen:  ", seen) if asked else [seen] if seen else []
        return [*lines, self.situation] if self.situation else lines


class Hint(Struct, frozen=True, kw_only=True):
    """What is behind a wrong answer.

    Attributes:
        kind: "listed" for a misconception that the exercise knows, "derived" for one that was worked out.
        id: its name.
        text: what the student is told.
    """

    kind: Literal["listed", "derived"]
    id: str
    text: str


class Verdict(Struct, frozen=True, kw_only=True):
    """How a graded cell ended.

    Attributes:
        grade_id: the cell's.
        name: the exercise it belongs to.
        score: the points; None where a person has to decide.
        max_score: what the grader can give; 0 for a cell that a person grades.
        status: how it ended.
        forgeable: the student's code could change what decides it: it ran in the same process, or uses what
            stands in a cell that students can edit.
        person: why a person has to look at it although there is a verdict, or why there is none.
        example: what ended the cell's plain tests: a visible example that failed, or a hidden test.
        visible: how the visible example failed, in words that tell nothing of what is hidden; or empty.
        findings: how its checks ended.
        hint: what is behind a wrong answer.
        repairs: what was put right in the cells that it is about, a sentence each.
        notes: what else the student has to know, a sentence each.
        unanswered: the cell for the answer is as it was handed out.
        unconfined: the student's code ran without the sandbox.
        broken: what of ours broke, for the instructor alone.
    """

    grade_id: str
    name: str = ""
    score: float | None
    max_score: float
    status: Status
    forgeable: bool = False
    person: str | None = None
    example: str | None = None
    visible: str = ""
    findings: tuple[Finding, ...] = ()
    hint: Hint | None = None
    repairs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unanswered: bool = False
    unconfined: bool = False
    broken: str = ""

    @property
    def misconception(self) -> str | None:
        """The id of the known wrong answer, if it is one."""
        return self.hint.id if self.hint is not None and self.hint.kind == "listed" else None

    @property
    def blocked(self) -> bool:
        """Whether nothing is wrong but what waits for something else."""
        held = {finding.holds for finding in self.findings}
        return self.hint is None and None in held and False not in held

    @property
    def remarks(self) -> list[str]:
        """What a student reads before the findings."""
        if self.unanswered:
            return [NOT_ANSWERED]
        said = [*self.repairs, *self.notes, FORGEABLE if self.forgeable else ""]
        said.append(OUR_FAULT if self.status is Status.ERROR else self.example or "")
        return [sentence for sentence in said if sentence]

    @property
    def shown(self) -> list[Finding]:
        """The findings that a student reads: where an example has cost all points, nothing gets a tick."""
        if self.unanswered:
            return []
        return [found for found in self.findings if self.example is None or not found.holds]

    @property
    def feedback(self) -> str:
        """The verdict for the student: what held, what was asked, what came back, the hint."""
        lines = self.remarks
        for (name, _call), group in groupby(self.shown, key=attrgetter("where", "call")):
            findings = list(group)
            lines.append(f"{name}: {self._points_of(findings)}")
            for finding in findings:
                lines.append(f"{_MARKS[finding.holds]} {finding.promise}")
                lines += [f"    {detail}" for detail in finding.details]
        if self.hint is not None:
            lines += ["", f"Hint: {self.hint.text}"]
        return "\n".join([*lines, NO_SANDBOX] if self.unconfined else lines)

    def _points_of(self, findings: list[Finding]) -> str:
        """What one call of `check` has brought: never another number than the cell's score."""
        if len({found.call for found in self.findings}) == 1 and self.score is not None:
            return f"{self.score:g} of {self.max_score:g} points"
        given = earned(findings) if self.example is None else 0.0
        return f"{given:g} of {worth(findings):g} points"

    def to_json(self) -> dict[str, Any]:
        """The record as JSON, and what is made of it; without what is for the instructor or said already."""
        data: dict[str, Any] = to_builtins(self)
        del data["broken"], data["visible"]
        first = {name: data.pop(name) for name in ("grade_id", "name", "score", "max_score", "status")}
        return first | {"misconception": self.misconception, "feedback": self.feedback} | data


def in_bounds(verdict: Verdict) -> Verdict:
    """The verdict as anybody can carry and show it: its texts within bounds, without odd characters.

    Args:
        verdict: of a grade cell.
    """
    said = ("asked", "seen", "smallest", "gives", "situation")
    findings = tuple(
        replace(found, **{name: cut(getattr(found, name), _MAX_DETAIL) for name in said})
        for found in verdict.findings[:_MAX_FINDINGS]
    )
    return replace(
        verdict,
        person=verdict.person and cut(verdict.person, _MAX_DETAIL),
        example=verdict.example and cut(verdict.example, _MAX_EXAMPLE),
        visible=cut(verdict.visible, _MAX_EXAMPLE),
        findings=findings,
        notes=tuple(cut(note, _MAX_DETAIL) for note in verdict.notes[:_MAX_FINDINGS]),
        broken=cut(verdict.broken, _MAX_DETAIL),
    )


def _labelled(label: str, text: str) -> list[str]:
    """A text of one or more lines behind its label."""
    first, *more = text.split("\n")
    return [label + first, *(" " * len(label) + line for line in more)]


def earned(findings: Iterable[Finding]) -> float:
    """The points of the checks that hold: a built-in float."""
    return float(sum(finding.points for finding in findings if finding.holds))


def worth(findings: Iterable[Finding]) -> float:
    """The points of all of these checks."""
    return float(sum(finding.points for finding in findings))


def undecided(grade_id: str, max_score: float, broken: str) -> Verdict:
    """The verdict on a cell where something of ours broke."""
    return Verdict(
        grade_id=grade_id,
        score=None,
        max_score=max_score,
        status=Status.ERROR,
        person="The fault here is the grader's, not the student's.",
        broken=broken,
    )


def test_broke(grade_id: str, max_score: float, what: str) -> Verdict:
    """The verdict on a cell whose test broke over the student's answers: a test that isn't passed.

    Args:
        grade_id: the cell's.
        max_score: its points.
        what: what broke, and where.
    """
    return Verdict(
        grade_id=grade_id,
        score=0.0,
        max_score=max_score,
        status=Status.FAILED,
        person=BROKE,
        example="The test broke on your answer, so it counts as failed.",
        broken=what,
    )


def tampered(grade_id: str, max_score: float, **said: Any) -> Verdict:
    """The verdict on a cell whose result the submission tried to forge.

    Args:
        grade_id: the cell's.
        max_score: its points.
        said: what the student reads of it, by the record's attributes.
    """
    return Verdict(
        grade_id=grade_id,
        score=0.0,
        max_score=max_score,
        status=Status.TAMPERED,
        person="The submission tried to forge this result.",
        **said,
    )
