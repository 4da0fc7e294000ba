"""Trying a course of plain asserts: what its own solution gets, and what a submission without answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from autograder.course import Course
from autograder.course.doubts import doubts
from autograder.course.statements import calls_check
from autograder.grading import Engine
from autograder.grading.tried import Tried, said
from autograder.warm.process import WarmProcess


@dataclass(frozen=True, kw_only=True)
class PlainFindings:
    """What was found out about a notebook whose tests are plain asserts.

    Attributes:
        assignment: whose it is.
        notebook: its name.
        tests: how many of its tests are worth points.
        tried: what trying the instructor's own has found.
        doubts: what an instructor should mend in its text, a sentence each.
    """

    assignment: str
    notebook: str
    tests: int
    tried: Tried
    doubts: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the own solution has all points within the limits, and an empty submission none."""
        tried = self.tried
        return not (tried.failed or tried.given or tried.left_out or tried.unsolved)

    @property
    def document(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return {**vars(self), "tried": msgspec.structs.asdict(self.tried)}


def is_plain(course: Course, assignment: str) -> bool:
    """Whether an assignment has tests, and all of them are plain asserts."""
    tests = [cell for book in course.assignment(assignment).notebooks.values() for cell in book.grade_cells]
    return (
        not course.has_modules(assignment)
        and bool(tests)
        and not any(calls_check(cell.source) for cell in tests)
    )


def try_plain(
    course: Course, assignment: str, progress: Callable[[str], None] = lambda name: None
) -> list[PlainFindings]:
    """Try the notebooks of an assignment without solution modules; what is found is kept for grading.

    Args:
        course: the course.
        assignment: its name.
        progress: told each notebook's name before its turn.
    """
    asked = course.assignment(assignment)
    found = []
    limits = course.limits()
    with Engine(asked, limits, course=course.root, students=WarmProcess(limits)) as engine:
        for name, notebook in asked.notebooks.items():
            progress(name)
            found.append(
                PlainFindings(
                    assignment=assignment,
                    notebook=name,
                    tests=sum(bool(cell.points) for cell in notebook.grade_cells),
                    tried=engine.tried(name),
                    doubts=tuple(doubts(notebook)),
                )
            )
    return found


def lines_of(found: list[PlainFindings]) -> list[str]:
    """What is said of them below the table: a line for each kind, then each doubt."""
    moved = [f"{one.notebook}: {cell} ({why})" for one in found for cell, why in one.tried.moved.items()]
    forgeable = f"Run in the student's process, where a result can be forged: {'; '.join(moved)}."
    return [
        *said({one.notebook: one.tried for one in found}),
        *([forgeable] if moved else []),
        *(doubt for one in found for doubt in one.doubts),
    ]
