"""A member's processes: forks a judge for each notebook, which asks for the student's process.

A judge or warm process that dies may have been killed by chance, so the notebook gets a second try in fresh
ones. One that dies again over the same notebook is no chance: zero, with the reason. Otherwise a submission
could make itself a case for a person by killing what judges it. An exception is not a death: that is our
error.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import os
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.course import Role
from autograder.exercise import Exercise
from autograder.judge import check_function  # noqa: F401 (grade cells import it from there)
from autograder.judge.grade_cell import steps_of
from autograder.judge.notebook import Job, NotebookVerdict, judge_notebook
from autograder.remote.student_process import ProcessEnded, StudentProcess
from autograder.results import Status, Verdict
from autograder.sandbox.confine import die_with_parent
from autograder.sandbox.leftovers import Cleaner
from autograder.warm.process import WarmProcess, WarmProcessFailed

JUDGE_MEMORY = 2 << 30
GRACE_SECONDS = 20.0
_BETWEEN_COLLECTIONS = 50_000  # objects: most judges make fewer in their life


class JudgeFailed(Exception):
    """The judge didn't come to a verdict, and the fault is ours."""


class _JudgeDied(Exception):
    """The judge's process ended without a word, or had to be ended."""


@dataclass
class WarmPair:
    """Judges notebooks, one at a time; close it in the end.

    Args:
        exercises: all of the assignment, by name.
        warm_process: the warm process that students' processes come from.
        files: what the instructor's cells may import or read, by relative path.
    """

    exercises: Mapping[str, Exercise]
    warm_process: WarmProcess
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-judge-"))
        self._cleaner = Cleaner(self._folder)
        self._frozen = False
        self._imported: set[str] = set()
        for name, data in self.files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def close(self) -> None:
        """End the warm process and remove the folders."""
        self.warm_process.close()
        self._cleaner.close()

    def judge(self, job: Job) -> NotebookVerdict:
        """Judge a notebook in processes of its own; once more if one of ours dies over it.

        Raises:
            JudgeFailed: there is no verdict, and the fault is ours.
            TooWeak: too little of the sandbox holds here.
        """
        for _attempt in range(2):
            try:
                return self._judge_once(job)
            except WarmProcessFailed:
                why = "the process that students' code is started from ended"
                self.warm_process.restart()
            except _JudgeDied as error:
                why = str(error)
        return _submissions_fault(job, why)

    def _judge_once(self, job: Job) -> NotebookVerdict:
        self.warm_process.wait_until_ready()
        self._import_ahead(job.imports)
        for cell in job.cells:
            if cell.role in (Role.GRADE, Role.LOCKED) and cell.cell_type == "code":
                with contextlib.suppress(SyntaxError, ValueError):  # the judge's to report
                    steps_of(cell.source)
        if not self._frozen:  # what is here now isn't looked through, and so not copied, in each judge
            gc.collect()
            gc.freeze()
            gc.set_threshold(_BETWEEN_COLLECTIONS)
            self._frozen = True
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            self._judge_in_child(job, write)
        os.close(write)
        try:
            data = _read_all(read, time.monotonic() + job.limits.notebook + GRACE_SECONDS)
        finally:
            os.close(read)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        if data is None:
            raise _JudgeDied("judging it took too long")
        if not data:
            raise _JudgeDied("the judge ended over what this code gave it")
        if not data.startswith(b"\0"):
            text = data.decode("utf-8", "replace")
            if text.startswith(WarmProcessFailed.__name__):
                raise WarmProcessFailed(text)
            raise JudgeFailed(text)
        return msgspec.msgpack.decode(data[1:], type=NotebookVerdict)

    def _import_ahead(self, statements: Iterable[str]) -> None:
        """Import what the instructor's cells import, once instead of in each judge."""
        for statement in set(statements) - self._imported:
            self._imported.add(statement)
            for node in ast.parse(statement).body:
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
                for name in names:
                    with contextlib.suppress(Exception):  # one of the course's own is the judge's to import
                        importlib.import_module(name)

    def _judge_in_child(self, job: Job, write: int) -> None:
        """Judge, and write the verdict to the pipe: it leaves on no other way. Never returns."""
        try:
            die_with_parent()
            os.chdir(self._folder)
            sys.path.insert(0, str(self._folder))
            resource.setrlimit(resource.RLIMIT_DATA, (JUDGE_MEMORY, JUDGE_MEMORY))
            deadline = time.monotonic() + job.limits.notebook
            verdict = judge_notebook(job, self.exercises, lambda: self._student(job, deadline))
            data = b"\0" + msgspec.msgpack.encode(verdict)
        except BaseException as error:
            lines = traceback.format_exception_only(error)
            where = traceback.format_tb(error.__traceback__)[-1:]
            data = f"{type(error).__name__}: {''.join(lines)}{''.join(where)}".encode()
        try:
            while data:
                data = data[os.write(write, data) :]
        finally:
            os._exit(0)

    def _student(self, job: Job, deadline: float) -> StudentProcess:
        student = self.warm_process.fork(job.limits, deadline)
        seed = job.seed.number(job.notebook, "student")
        try:
            student.start(dict(job.files), seed=seed, figures=job.figures)
        except ProcessEnded as error:  # before any of the student's code
            if time.monotonic() >= deadline:
                raise
            raise WarmProcessFailed(f"a fresh process {error}") from error
        return student


def _submissions_fault(job: Job, why: str) -> NotebookVerdict:
    """Zero for a notebook over which our processes have died twice, and why."""
    text = f"This notebook could not be run to its end, twice: {why}."
    graded = [cell for cell in job.cells if cell.role is Role.GRADE]
    verdicts = [
        Verdict(grade_id=cell.grade_id, score=0.0, max_score=cell.points, status=Status.FAILED, notes=(text,))
        for cell in graded
    ]
    return NotebookVerdict(verdicts, {}, {})


def _read_all(fd: int, deadline: float) -> bytes | None:
    """Everything until the end of the pipe; None if it isn't over in time."""
    data = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            return None
        part = os.read(fd, 1 << 20)
        if not part:
            return bytes(data)
        data += part
