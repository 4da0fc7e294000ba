"""What the judge wrote under a grade cell, taken apart again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograder.exercise import Exercise

_MARKS = {"✓": "held", "✗": "missed", "–": "blocked", "!": "error"}
_SCORE = re.compile(r"(\w+): -?[\d.e+-]+ of [\d.e+-]+ points")
_HINT = re.compile(r"Hint \((\w+)\): (.+)")


@dataclass(frozen=True)
class Finding:
    """How one check ended.

    Attributes:
        state: "held", "missed", "blocked" or "error".
        promise: what was checked.
        details: what was asked and seen, or why it was blocked.
    """

    state: str
    promise: str
    details: str = ""


@dataclass(frozen=True)
class Reading:
    """A grade cell's feedback.

    Attributes:
        notes: what is no check's: an example that failed, a cell that was left out.
        findings: the checks.
        misconception: the known wrong answer's id, or nothing.
        hint: what goes with it.
    """

    notes: str = ""
    findings: tuple[Finding, ...] = ()
    misconception: str = ""
    hint: str = ""


def read(text: str, exercise: Exercise | None) -> Reading:
    """Take a grade cell's feedback apart.

    Only lines that the exercise is known to say are taken for the judge's, for a student's values and
    messages stand between them. Others belong to the check above them, or are notes before the first.

    Args:
        text: as `Verdict.feedback` writes it, with notes before it.
        exercise: the one that the cell checks; None where it has plain asserts.
    """
    if exercise is None:
        return Reading(text.strip())
    promises = {check.promise for check in exercise.checks}
    hints = {(known.id, known.hint) for known in exercise.misconceptions}
    notes: list[str] = []
    findings: list[tuple[str, str, list[str]]] = []
    found = ("", "")
    for line in text.splitlines():
        mark, _, rest = line.partition(" ")
        score, hint = _SCORE.fullmatch(line), _HINT.fullmatch(line)
        if mark in _MARKS and rest in promises:
            findings.append((_MARKS[mark], rest, []))
        elif hint and hint.groups() in hints:
            found = (hint[1], hint[2])
        elif score and score[1] == exercise.name:
            continue
        elif findings:
            findings[-1][2].append(line.removeprefix("    "))
        else:
            notes.append(line)
    return Reading(
        "\n".join(notes).strip(),
        tuple(Finding(state, promise, "\n".join(details).strip()) for state, promise, details in findings),
        *found,
    )
