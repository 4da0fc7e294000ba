"""What `nbgrader autograde` and formgrader's button go through: two lines of a configuration name it.

nbgrader builds its exporter, and then calls its own `convert_notebooks`. Our exporter puts the batch in
that place: so nbgrader's loop over notebooks, its kernels and its preprocessors are never used, and a
submission takes the way that it takes with `autograder grade`.

A configuration fails open: nbgrader only warns of a trait that it doesn't know, and goes on with its own
exporter. So a second line puts `refuse` where students' code would be run. Either of the two alone keeps
nbgrader from grading without the engine. They are names and not classes because a configuration that
imports what isn't there is left out as a whole, while a name that can't be imported is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from logging import ERROR, WARNING, Logger
from typing import Any, NoReturn

from nbconvert.exporters import Exporter
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException

from autograder.errors import BrokenCourse, UnusableInput
from autograder.gradebook.batch import Batch, GradedSubmission
from autograder.gradebook.converter import chosen_students, handed_in, refuse_other_steps
from autograder.gradebook.gradebook import CourseGradebook
from autograder.grading.tried import about
from autograder.pool.local import LocalPool, processors
from autograder.pool.protocol import Setup
from autograder.results import NotebookResult, NotGraded, Status, Verdict
from autograder.sandbox.rights import more_rights
from autograder.text import in_a_line, points, shown

HOW = "Set c.Autograde.exporter_class = 'autograder.gradebook.autograde.BatchExporter' in nbgrader_config.py."


class BatchExporter(Exporter):
    """Hands the run of the converter that it belongs to over to the batch."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(self.parent, Autograde):
            raise BrokenCourse("This exporter grades submissions, and nothing else.", HOW)
        self.parent.convert_notebooks = partial(_convert, self.parent)


IntakeExporter = BatchExporter  # as older configurations call it; their preprocessors are never asked for


def refuse(_notebook: Any, _resources: Any) -> NoReturn:
    """Stand where nbgrader would run students' code in its own way.

    Raises:
        BrokenCourse: always.
    """
    raise BrokenCourse("nbgrader runs without the engine: nothing is graded.", HOW)


def _convert(converter: Autograde) -> None:
    """Grade what the converter was asked to; its log tells what came of it.

    Raises:
        NbGraderException: something fell short, or nothing could be graded.
    """
    log, coursedir = converter.log, converter.coursedir
    fell_short: list[str] = []
    try:
        refuse_other_steps(converter)
        found = handed_in(coursedir, coursedir.student_id, coursedir.assignment_id)
        for assignment in sorted({assignment for _, assignment in found}):
            for one in _graded(converter, assignment):
                _tell(log, one)
                if isinstance(one, NotGraded) or one.result.fell_short:
                    fell_short.append(f"'{assignment}' for student '{shown(one.student)}'")
    except UnusableInput as error:
        log.error(str(error))
        raise NbGraderException(str(error)) from error
    except KeyboardInterrupt:
        log.error("Canceled")
        raise
    for which in fell_short:
        log.error("There was an error processing assignment %s", which)
    if fell_short:
        raise NbGraderException("See the log for what fell short in these submissions.")


def _graded(converter: Autograde, assignment: str) -> Iterator[GradedSubmission | NotGraded]:
    """Grade the submissions that the converter's settings take."""
    gradebook = CourseGradebook.behind(converter)
    students, left_out = chosen_students(gradebook, converter, assignment)
    yield from left_out
    course = gradebook.course
    for line in more_rights(course.rights(assignment)):
        converter.log.warning(line)
    setup = Setup(str(course.home), assignment, course.limits(), sandbox=True, dies_with_parent=True)
    with LocalPool(setup, min(processors(), len(students))) as pool:
        gradebook.register(assignment)
        pool.wait_until_ready()
        yield from Batch(gradebook, converter, setup).grade(students, pool)
    for line in about(course.assignment(assignment), setup.limits, course.root):
        converter.log.warning(line)


def _tell(log: Logger, one: GradedSubmission | NotGraded) -> None:
    """Log what became of a submission, for whoever reads formgrader's window or the terminal."""
    student = shown(one.student)
    if isinstance(one, NotGraded):
        log.error("%s: %s", student, one.why)
        return
    if one.skipped:
        log.info("Skipping existing assignment: %s is graded, and nothing has changed since", student)
        return
    if one.before is not None:
        log.warning("Updating existing assignment: %s", student)
    for notebook in one.result.notebooks:
        if notebook.status == "graded":
            _tell_of_cells(log, student, notebook)
        else:
            level = WARNING if notebook.status == "missing" else ERROR
            log.log(level, "%s, %s: %s: %s", student, notebook.name, notebook.status, notebook.message)


def _tell_of_cells(log: Logger, student: str, notebook: NotebookResult) -> None:
    score, most = (
        sum(getattr(cell, part) or 0 for cell in notebook.cells) for part in ("score", "max_score")
    )
    log.info("%s, %s: %s", student, notebook.name, _points(score, most))
    for cell in notebook.cells:
        if cell.status is Status.ERROR:
            log.error("    %s: %s %s", cell.grade_id, cell.person, cell.broken)
        elif cell.person is not None:
            log.warning("    %s: %s, %s", cell.grade_id, cell.status, cell.person)
        elif cell.status is Status.FAILED:
            log.info("    %s: %s: %s", cell.grade_id, _points(cell.score or 0, cell.max_score), _reason(cell))


def _reason(cell: Verdict) -> str:
    """What is wrong with an answer, in a few words."""
    if cell.hint is not None:
        return cell.hint.id
    broken = [finding.promise for finding in cell.findings if not finding.holds]
    return in_a_line(next(iter([*broken, cell.example or "", *cell.notes]), ""))


def _points(score: float, max_score: float) -> str:
    return f"{points(score)} of {points(max_score)} points"
