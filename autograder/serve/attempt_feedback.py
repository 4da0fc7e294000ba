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
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from nbgrader import utils
from nbgrader.converters import GenerateFeedback

from autograder.atomic import write_whole
from autograder.course import Course
from autograder.feedback import FeedbackPage
from autograder.feedback.exporter import INDEX
from autograder.feedback.scores import NotebookScore
from autograder.gradebook import CourseGradebook
from autograder.gradebook.rows import importable_from
from autograder.gradebook.writer import Record
from autograder.results import NotebookResult, SubmissionResult
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

    async def page(self, assignment: str, student: str, number: int, *, counts: bool) -> bytes:
        """The page of a graded attempt.

        Args:
            assignment: of what.
            student: whose.
            number: the student's own.
            counts: whether it is the one that counts.
        """
        kept = attempts_folder(self._course, assignment, student)
        made = kept / _PAGE.format(number)
        if not counts and made.is_file():
            return made.read_bytes()
        what = (str(self._course.home), self._db_url, assignment, student, str(kept / GRADED.format(number)))
        loop = asyncio.get_running_loop()
        try:
            page = await loop.run_in_executor(self._process, _page, *what, counts)
        except BrokenExecutor:  # it was killed, by the kernel for want of memory say: another page may do
            self._start()
            raise
        if not counts:
            write_whole(made, page, private=True)
        return page


class _OwnScores(FeedbackPage):
    """The page with the scores that the grader gave, whatever the gradebook says by now."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.parent is not None:
            self.parent.preprocessors[0] = self._scored

    def _scored(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """What `Scores` puts there, from the record beside the notebooks."""
        ids = resources["nbgrader"]
        record = Record.read(Path(self.parent._format_source(ids["assignment"], ids["student"])))
        assert record is not None
        result = next(one for one in record.result.notebooks if one.name == ids["notebook"])
        verdicts = {verdict.grade_id: verdict for verdict in result.cells}
        for cell in nb.cells:
            metadata = cell.metadata.get("nbgrader") or {}
            verdict = verdicts.get(metadata.get("grade_id", ""))
            if utils.is_grade(cell) or utils.is_task(cell):
                score = verdict.score if verdict else None
                given = {"waits": score is None, "ungraded": score is None, "by_person": False}
                metadata.update(score=score or 0.0, extra_credit=0.0, **given)
            metadata["comment"] = None
        ids |= _summary(record.result, result)
        return nb, resources


def _summary(whole: SubmissionResult, result: NotebookResult) -> dict[str, Any]:
    notebooks = [_of_notebook(one) for one in whole.notebooks]
    own = _of_notebook(result)
    return {
        "name": "",
        "notebooks": notebooks,
        "whole": (whole.score, whole.max_score),
        "score": own.score,
        "max_score": own.points,
        "late_penalty": 0.0,
    }


def _of_notebook(result: NotebookResult) -> NotebookScore:
    score = sum(cell.score or 0.0 for cell in result.cells)
    points = sum(cell.max_score for cell in result.cells)
    waits = any(cell.score is None for cell in result.cells)
    lost = "part" if score else "none"
    return NotebookScore(
        result.name, score, points, "waits" if waits else "full" if score >= points else lost
    )


def _end_with(server: int) -> None:
    """In the other process: end when the server does, whatever ends it."""

    def look() -> None:
        while os.getppid() == server:
            time.sleep(1)
        os._exit(0)

    threading.Thread(target=look, daemon=True).start()


def _page(home: str, db_url: str, assignment: str, student: str, graded: str, counts: bool) -> bytes:
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
        converter.exporter_class, converter.force = FeedbackPage if counts else _OwnScores, True
        converter.log.disabled = True
        converter.start()
        return next(Path(folder, "feedback").rglob(INDEX)).read_bytes()
