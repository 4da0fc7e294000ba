"""Trying one candidate answer: the instructor's notebook with one solution cell replaced."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.course import Course, Notebook, Role, exercise_of, read_notebook
from autograder.exercise import Exercise
from autograder.judge import CellVerdict, Session, Submission, in_session, run_grade_cell

SECONDS = 10


@dataclass
class Bench:
    """An assignment laid out for trying answers.

    Args:
        course: the course.
        assignment: its name.
    """

    course: Course
    assignment: str

    def __post_init__(self) -> None:
        self.exercises: dict[str, Exercise] = self.course.exercises(self.assignment)
        paths = self.course.notebooks(self.assignment)
        self.notebooks: list[Notebook] = [read_notebook(path) for path in paths.values()]

    def notebook_of(self, exercise: str) -> Notebook | None:
        """The notebook that has this exercise's solution cell."""
        for notebook in self.notebooks:
            if any(cell.grade_id == exercise for cell in notebook.with_role(Role.SOLUTION)):
                return notebook
        return None

    def grade(
        self,
        notebook: Notebook,
        replaced: Mapping[str, str],
        *,
        seed: int = 0,
        only: str | None = None,
    ) -> list[CellVerdict]:
        """Run a notebook with some solution cells replaced, and every grade cell where it stands.

        Args:
            notebook: one of the assignment's.
            replaced: new sources of solution cells by grade_id.
            seed: another seed, other inputs.
            only: grade the cells of this exercise alone.
        """
        namespace: dict[str, Any] = {"__name__": "__main__"}
        session = Session(self.exercises, Submission(self.assignment, "verify", str(seed)))
        verdicts = []
        with self.course.importable(self.assignment), in_session(session), _limited(), _figures_closed():
            for cell in notebook.cells:
                if cell.role is Role.GRADE:
                    if only is None or exercise_of(cell.grade_id, self.exercises) == only:
                        verdicts.append(run_grade_cell(cell.grade_id, cell.source, cell.points, namespace))
                elif cell.cell_type == "code" and cell.role in (Role.SOLUTION, Role.LOCKED):
                    _run(replaced.get(cell.grade_id, cell.source), namespace)
        return verdicts


def _run(source: str, namespace: dict[str, Any]) -> None:
    """Run a student's cell; what goes wrong in it shows in the grade cells."""
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet), contextlib.suppress(Exception):
        exec(compile(source, "<cell>", "exec"), namespace)


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """End a candidate that runs without end."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"longer than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _figures_closed() -> Iterator[None]:
    try:
        yield
    finally:
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            pyplot.close("all")
