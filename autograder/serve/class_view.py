"""What the class has done with an assignment, for its instructor: from rows, results and points to a view."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Row

from autograder.results import Status, SubmissionResult, Verdict
from autograder.serve.points import Points, own_points
from autograder.serve.views import ClassView, HandedIn, Mistake, ToLookAt


def class_view(
    assignment: str,
    names: Mapping[str, str],
    rows: Iterable[Row[Any]],
    points: Mapping[str, Points],
    *,
    due: datetime | None,
    trouble: str,
) -> ClassView:
    """An assignment as the instructor has it.

    Args:
        assignment: its name.
        names: of all students, by id.
        rows: all attempts, by student, the newest first.
        points: what the gradebook says, by student; nothing while it can't be read.
        due: when it is.
        trouble: why nothing is graded at the moment; empty if it is.
    """
    by_student: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_student[row.student].append(row)
    everything = [row for own in by_student.values() for row in own]
    counting = [row for row in everything if row.counts and row.result]
    found = [_told(row.id, row.result) for row in counting]
    not_graded = (
        ToLookAt(student=row.student, why=row.said) for row in everything if row.state == "not graded"
    )
    return ClassView(
        name=assignment,
        due=due,
        handed_in=tuple(
            _handed_in(student, names.get(student, ""), own, points.get(student))
            for student, own in sorted(by_student.items())
        ),
        missing=tuple(sorted(set(names) - set(by_student))),
        queue=sum(row.state in ("waiting", "grading") for row in everything),
        mistakes=_mistakes(one.mistakes for one in found),
        unexplained=tuple(
            one for one in _mistakes(one.unexplained for one in found) if len(one.students) > 1
        ),
        to_look_at=(*_to_look_at(points, found), *not_graded),
        report=bool(counting),
        trouble=trouble,
    )


def _handed_in(student: str, name: str, rows: Sequence[Row[Any]], points: Points | None) -> HandedIn:
    counting = next((row for row in rows if row.counts), None)
    graded = counting or next((row for row in rows if row.state == "graded"), None)
    if counting is None or points is None:
        points = graded and own_points(graded)
    return HandedIn(
        student=student,
        name=name,
        attempts=len(rows),
        number=graded.number if graded is not None else None,
        last=rows[0].received.replace(tzinfo=UTC),
        state=rows[0].state,
        score=points.total if points is not None else None,
        max_score=points.max_score if points is not None else None,
        late=bool(counting is not None and counting.late),
    )


@dataclass(frozen=True)
class _Told:
    """What one result says to the instructor: (exercise, text, student) of mistakes; what needs a person."""

    student: str
    mistakes: tuple[tuple[str, str, str], ...]
    unexplained: tuple[tuple[str, str, str], ...]
    persons: tuple[tuple[str, str], ...]


@lru_cache(maxsize=20_000)
def _told(_id: int, result: str) -> _Told:
    decoded = msgspec.json.decode(result, type=SubmissionResult)
    student, cells = decoded.student, decoded.cells
    failed = [cell for cell in cells if cell.status is Status.FAILED and not cell.unanswered]
    return _Told(
        student,
        tuple((cell.name, cell.hint.text, student) for cell in failed if cell.hint is not None),
        tuple((cell.name, text, student) for cell in failed if cell.hint is None and (text := _missed(cell))),
        tuple(
            (cell.grade_id, f"{cell.name or cell.grade_id}: {cell.person}") for cell in cells if cell.person
        ),
    )


def _to_look_at(points: Mapping[str, Points], found: Iterable[_Told]) -> tuple[ToLookAt, ...]:
    """What nobody has looked at yet: written answers of all students together, then verdicts one by one."""
    many = Counter(cell for one in points.values() for cell, machines in one.waits if not machines)
    written = (
        ToLookAt(
            student=f"{number} written {'answer' if number == 1 else 'answers'}", why=f"{cell}, in formgrader"
        )
        for cell, number in many.items()
    )
    verdicts = []
    for one in found:
        reasons = dict(one.persons)
        known = points.get(one.student)
        waits = [cell for cell, machines in known.waits if machines] if known else list(reasons)
        said = (reasons.get(cell, f"{cell}: a person’s points, given before this attempt") for cell in waits)
        verdicts += [ToLookAt(student=one.student, why=why) for why in said]
    return (*written, *verdicts)


def _missed(cell: Verdict) -> str:
    """What an answer that nothing explains doesn't keep to."""
    return " ".join(dict.fromkeys(one.promise for one in cell.findings if one.holds is False))


def _mistakes(found: Iterable[Iterable[tuple[str, str, str]]]) -> tuple[Mistake, ...]:
    """The same mistakes together, the most frequent first."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for exercise, text, student in (one for each in found for one in each):
        groups[exercise, text].append(student)
    made = (
        Mistake(exercise=exercise, text=text, students=tuple(sorted(set(students))))
        for (exercise, text), students in groups.items()
    )
    return tuple(sorted(made, key=lambda one: (-len(one.students), one.exercise)))
