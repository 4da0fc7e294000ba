"""`check`, as grade cells call it: before the judge, or in a plain kernel.

A plain kernel is an instructor at work in JupyterLab, or nbgrader's own executor.

So grade cells are ordinary cells: they work on the real function at an instructor's desk and under stock
nbgrader, and tests compare the scores of both ways.

It fails closed: where nbgrader would go on alone although the course asks for the engine, it ends the
kernel. That kernel is the student's, whose code could prevent it, so the variable that `make` sets comes
first.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.course.course import CONFIGS
from autograder.errors import BrokenCourse
from autograder.judge.judge import judge
from autograder.judge.seed import Seed
from autograder.judge.session import Session, current_session
from autograder.results import earned

ENGINE = "autograder.gradebook."


def check(name: str, answer: Any, /, *, facet: str | None = None, **builds_on: Any) -> float:
    """Judge a student's answer; the last line of a grade cell.

    Args:
        name: the exercise.
        answer: what the student's code defined under that name.
        facet: which of the exercise's grade cells this is; None for test_<name>.
        builds_on: the student's other answers that this one uses, by name.

    Returns:
        The points, a built-in float: nbgrader reads the score from the cell's result, and would
        give full marks to the text "np.float64(0.0)".

    Raises:
        UnusableInput: there is no course around the working directory, or it has no such exercise.
    """
    session = current_session()
    in_kernel = session is None
    if session is None:
        folder = Path.cwd()
        course = Course.around(folder)
        _refuse_without_engine(course)
        exercises = course.exercises(folder.name)
        session = Session(exercises, Seed(folder.name, student=folder.parent.name))
    if name not in session.exercises:
        known = ", ".join(session.exercises)
        raise BrokenCourse(f"There is no exercise {name!r}.", f"The solution modules define {known}.")
    answers = {name: answer, **builds_on}
    with _quiet():
        verdict = judge(
            session.exercises,
            name,
            answers,
            facet=facet,
            seed=session.seed,
            earlier=None if in_kernel else session.trials,
        )
    session.verdicts.append(verdict)
    if in_kernel:
        _forget_outputs()
        print("\n".join(filter(None, [verdict.feedback, verdict.broken])))
    return earned(verdict.findings)


def _refuse_without_engine(course: Course) -> None:
    """End the kernel where nbgrader grades in it although the course asks for the engine.

    nbgrader goes on with its own executor when nbgrader_config.py can't be loaded: then students' code
    would decide about its own score. Without a kernel the submission fails, loudly, with nothing graded.
    """
    autograding = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    files = [course.home / name for name in CONFIGS]
    texts = [file.read_text(errors="replace") for file in files if autograding and file.is_file()]
    if any(ENGINE in text for text in texts):
        os.kill(os.getpid(), signal.SIGKILL)


@contextlib.contextmanager
def _quiet() -> Any:
    """Keep what the student's code prints meanwhile, and the figures it leaves open, from the cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    figures = set(pyplot.get_fignums()) if pyplot else set()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
    if pyplot:
        for number in set(pyplot.get_fignums()) - figures:
            pyplot.close(number)


def _forget_outputs() -> None:
    """Clear what the cell has put out so far: nbgrader gives nothing to a cell with a warning on it."""
    if "ipykernel" in sys.modules:
        from IPython.display import clear_output

        clear_output()
