"""The same class without telling who is who.

Labels come from chance alone, not from a keyed hash of the ids: there is no key that could leak. Rows are
in the order of the labels, since the order of ids would tell.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from autograder.report.model import ClassReport, StudentRow

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"


def anonymised(report: ClassReport) -> ClassReport:
    """The class with random labels for students, in the order of the labels.

    What could tell who it is goes too: names, answers, formgrader's ids, hand-in times, how long grading
    took, and sentences that name files. Whether somebody was late, and where something was repaired, stays.
    """
    labels = _labels(len(report.students))
    students = [_without(student, label) for student, label in zip(report.students, labels, strict=True)]
    ordered = tuple(sorted(students, key=lambda student: student.id))
    samples = {key: replace(sample, answer="") for key, sample in report.samples.items()}
    return replace(report, students=ordered, samples=samples, anonymous=True)


def _labels(count: int) -> list[str]:
    """Labels that no two students share: of nothing but chance, so that none leads back to an id."""
    labels: dict[str, None] = {}
    while len(labels) < count:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(3))
        digits = "".join(secrets.choice(_DIGITS) for _ in range(3))
        labels[f"{letters}-{digits}"] = None
    return list(labels)


def _without(student: StudentRow, label: str) -> StudentRow:
    return replace(
        student,
        id=label,
        name="",
        handed_in=None,
        late=1.0 if student.late else 0.0,
        repairs=tuple((notebook, "") for notebook, _ in student.repairs),
        tasks=tuple(
            replace(task, why=task.why.partition(":")[0] if task.kind == "verdict" else "")
            for task in student.tasks
        ),
        seconds=None,
        links=None,
    )
