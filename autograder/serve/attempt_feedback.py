"""The feedback page of an attempt, made when somebody asks for it.

To make one takes nearly as long as to grade, and most attempts are looked at as hints or not at all. So
grading keeps with the attempt what it has written, and a process of its own makes pages of that, so that
other pages don't wait. The scores of the attempt that counts are the gradebook's, with a person's points and
comments; those of another are its own, as the grader gave them, and its page is made once.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import utils
from nbgrader.converters import GenerateFeedback

from autograder.atomic import write_whole
from autograder.course import Course, Notebook, Role
from autograder.feedback import FeedbackPage
from autograder.feedback.exporter import INDEX
from autograder.feedback.scores import NotebookScore
from autograder.gradebook import CourseGradebook
from autograder.gradebook.rows import importable_from
from autograder.gradebook.writer import Record
from autograder.results import NO_RESPONSE, NotebookResult
from autograder.serve.receive import attempts_folder

GRADED, _PAGE = "{}.graded", "{}.html"
_PAGES = 200  # of one process; then another one takes over, so that its memory doesn't grow


class FeedbackMaker:
    """Makes pages, one after the other, in another process.

    Args:
        course: the course.
        db_url: the gradebook's.
    """

    def __init__(self, course: Course, db_url: str) -> None:
        self._course, self._db_url = course, db_url
        self._start()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._process = ProcessPoolExecutor(1, spawn, _end_with, (os.getpid(),), max_tasks_per_child=_PAGES)

    async def page(
        self, assignment: str, student: str, number: int, *, counts: bool, penalty: float
    ) -> bytes:
        """The page of a graded attempt.

        Args:
            assignment: of what.
            student: whose.
            number: the student's own.
            counts: whether it is the one that counts.
            penalty: what lateness costs another one; that of the one that counts is in the gradebook.
        """
        kept = attempts_folder(self._course, assignment, student)
        made = kept / _PAGE.format(number)
        if not counts and made.is_file():
            return made.read_bytes()
        what = (str(self._course.home), self._db_url, assignment, student, str(kept / GRADED.format(number)))
        loop = asyncio.get_running_loop()
        try:
            page = await loop.run_in_executor(self._process, _page, *what, counts, penalty)
        except BrokenExecutor:  # it was killed, by the kernel for want of memory say: another page may do
            self._start()
            raise
        if not counts:
            write_whole(made, page, private=True)
        return page


class _OwnScores(FeedbackPage):
    """The page with the scores that the grader gave, whatever the gradebook says by now."""

    penalty = 0.0  # what lateness costs this attempt

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._given: dict[str, _Given] = {}
        if self.parent is not None:
            self.parent.preprocessors[0] = self._scored

    def _scored(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """What `Scores` puts there, from the record beside the notebooks."""
        ids = resources["nbgrader"]
        if not self._given:
            self._given = self._read_given(ids["assignment"], ids["student"])
        given = self._given[ids["notebook"]]
        for cell in nb.cells:
            metadata = cell.metadata.get("nbgrader") or {}
            if utils.is_grade(cell) or utils.is_task(cell):
                score = given.scores.get(metadata["grade_id"])
                waits = {"waits": score is None, "ungraded": score is None, "by_person": False}
                metadata.update(score=score or 0.0, extra_credit=0.0, **waits)
            metadata["comment"] = NO_RESPONSE if _as_handed_out(cell) else None
        own, all_of_it = given.shown, [one.shown for one in self._given.values()]
        total = sum(one.score for one in all_of_it) - self.penalty
        ids.update(
            name="",
            notebooks=all_of_it,
            whole=(max(0.0, total), sum(one.points for one in all_of_it)),
            penalty_of_all=self.penalty,
            score=own.score,
            max_score=own.points,
            late_penalty=0.0,
        )
        return nb, resources

    def _read_given(self, assignment: str, student: str) -> dict[str, _Given]:
        folder = Path(self.parent._format_source(assignment, student))
        record = Record.read(folder)
        assert record is not None
        notebooks = self._assignment(assignment).notebooks
        found = ((one, notebooks[one.name]) for one in record.result.notebooks)
        return {one.name: _given(one, written, folder / f"{one.name}.ipynb") for one, written in found}


@dataclass(frozen=True)
class _Given:
    """What the grader gave for a notebook: the points of each cell that it decided, and all together."""

    scores: Mapping[str, float]
    shown: NotebookScore


def _given(result: NotebookResult, written: Notebook, path: Path) -> _Given:
    """As the gradebook would have it: for a written answer that is as it was handed out, nothing is given."""
    scores = {cell.grade_id: cell.score for cell in result.cells if cell.score is not None}
    doubtful = {cell.grade_id for cell in result.cells if cell.person}
    handed_in = path.is_file()
    for cell in nbformat.read(path, as_version=4).cells if handed_in else ():
        if _as_handed_out(cell) and cell.metadata.nbgrader.grade_id not in doubtful:
            scores.setdefault(cell.metadata.nbgrader.grade_id, 0.0)
    graded = written.with_role(Role.GRADE, Role.MANUAL, Role.TASK)
    score, points = (
        sum(scores.get(cell.grade_id, 0.0) for cell in graded),
        sum(cell.points for cell in graded),
    )
    waits = handed_in and any(cell.grade_id not in scores for cell in graded if cell.points)
    lost = "part" if score else "none"
    state = "waits" if waits else "full" if score >= points else lost
    return _Given(scores, NotebookScore(result.name, score, points, state))


def _as_handed_out(cell: Any) -> bool:
    """Whether nbgrader takes an answer for untouched."""
    metadata = cell.metadata.get("nbgrader") or {}
    return bool(metadata.get("solution")) and metadata.get("checksum") == utils.compute_checksum(cell)


def _end_with(server: int) -> None:
    """In the other process: end when the server does, whatever ends it."""

    def look() -> None:
        while os.getppid() == server:
            time.sleep(1)
        os._exit(0)

    threading.Thread(target=look, daemon=True).start()


def _page(
    home: str, db_url: str, assignment: str, student: str, graded: str, counts: bool, penalty: float
) -> bytes:
    """In the other process: what `nbgrader generate_feedback` would write."""
    course = Course.at(Path(home))
    gradebook = CourseGradebook.of(course, db_url)
    with tempfile.TemporaryDirectory() as folder, importable_from(course.root):
        source = Path(folder, "autograded", student, assignment)
        source.parent.mkdir(parents=True)
        source.symlink_to(graded)
        coursedir = gradebook.coursedir
        coursedir.assignment_id, coursedir.student_id = assignment, student
        coursedir.autograded_directory = str(source.parents[1])
        coursedir.feedback_directory = str(Path(folder, "feedback"))
        converter = GenerateFeedback(coursedir=coursedir, config=gradebook.config)
        own = type("OwnScores", (_OwnScores,), {"penalty": penalty})
        converter.exporter_class, converter.force = FeedbackPage if counts else own, True
        converter.log.disabled = True
        converter.start()
        return next(Path(folder, "feedback").rglob(INDEX)).read_bytes()
