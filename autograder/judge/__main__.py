"""The warm process for judging: one assignment's exercises, and what its cells import. No student's word."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy.random  # noqa: F401 (else each judge would, to draw its first number)

from autograder.course.course import Course
from autograder.exercise import Exercise
from autograder.judge import check_function, orders  # noqa: F401 (grade cells import it from there)
from autograder.judge.behind_wall import serve
from autograder.judge.grade_cell import steps_of
from autograder.sandbox.confine import Rules
from autograder.sandbox.forking import forget_course, serve_forks

_BETWEEN_COLLECTIONS = 50_000  # most judges make fewer objects in their life


def main() -> None:
    """Serve forks until the control socket closes. More arguments: a course's files, the assignment."""
    root, assignment = Path(sys.argv[3]), sys.argv[4]
    course = Course(root)
    exercises: dict[str, Exercise] = {}
    forget_course()

    def prepare() -> Iterable[str]:
        if any((root / "solutions" / assignment).glob("*.py")):
            exercises.update(course.exercises(assignment))
        return exercises

    def judge(channel: int, folder: Path, rules: Rules) -> None:
        serve(exercises, root / "source" / assignment, channel, folder, rules)

    serve_forks(judge, between_collections=_BETWEEN_COLLECTIONS, prepare=prepare, hear=_compile_ahead)


def _compile_ahead(message: bytes) -> None:
    """Compile an instructor's cell once, instead of in each judge."""
    with contextlib.suppress(SyntaxError, ValueError):  # the judge's to report
        steps_of(message.removeprefix(orders.COMPILE).decode())


if __name__ == "__main__":
    main()
