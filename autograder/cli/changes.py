"""What a regrade changes: who gains points, who loses some, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

from autograder.text import shown

if TYPE_CHECKING:
    from autograder.gradebook.batch import GradedSubmission

_SHOWN = 40


@dataclass(frozen=True)
class Change:
    """A cell whose points a regrade has changed.

    Attributes:
        student: whose.
        grade_id: the cell's, or "late penalty".
        before: its points; None where a person had to decide, or there was no such cell.
        after: the same now.
    """

    student: str
    grade_id: str
    before: float | None
    after: float | None


def changes(graded: Iterable[GradedSubmission]) -> list[Change]:
    """All changes, by student."""
    found = []
    for one in graded:
        if one.before is None:
            continue
        costs = [{"late penalty": 0 - penalty} for penalty in one.penalties]
        before = {cell.grade_id: cell.score for cell in one.before.cells} | costs[0]
        after = {cell.grade_id: cell.score for cell in one.result.cells} | costs[1]
        for grade_id in dict.fromkeys([*before, *after]):
            old, new = before.get(grade_id), after.get(grade_id)
            if old != new:
                found.append(Change(one.result.student, grade_id, old, new))
    return found


def changes_table(found: list[Change]) -> Table:
    """One row a change, up to a number that one still reads."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title="Regraded:", title_justify="left")
    for heading in ("student", "test", "before", "now"):
        table.add_column(heading, justify="right" if heading in ("before", "now") else "left")
    for change in found[:_SHOWN]:
        style = "green" if (change.after or 0) > (change.before or 0) else "red"
        points = _points(change.before), _points(change.after)
        table.add_row(shown(change.student), change.grade_id, *points, style=style)
    if len(found) > _SHOWN:
        table.add_row(f"… and {len(found) - _SHOWN} more")
    return table


def _points(score: float | None) -> str:
    return "?" if score is None else f"{score:g}"
