"""A worker: forks a judge for each notebook, which asks the zygote for the student's process."""

from __future__ import annotations

import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.exercise import Exercise
from autograder.judge.notebook import Job, NotebookVerdict, judge_notebook
from autograder.remote.student import StudentProcess
from autograder.worker.zygote import Zygote, ZygoteFailed

JUDGE_MEMORY = 2 << 30
GRACE_SECONDS = 20.0


class JudgeFailed(Exception):
    """The judge didn't come to a verdict: our fault, or what a submission's values did to it."""


@dataclass
class Worker:
    """Judges notebooks, one at a time; close it in the end.

    Args:
        exercises: all of the assignment, by name.
        zygote: the warm process that students' processes come from.
        files: what the instructor's cells may import or read, by relative path.
    """

    exercises: Mapping[str, Exercise]
    zygote: Zygote
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-judge-"))
        for name, data in self.files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def close(self) -> None:
        """End the warm process and remove the folders."""
        self.zygote.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def judge(self, job: Job) -> NotebookVerdict:
        """Judge a notebook in processes of its own.

        Raises:
            JudgeFailed: there is no verdict, twice.
        """
        for attempt in (1, 2):
            try:
                return self._judge_once(job)
            except ZygoteFailed:
                self.zygote.close()
                self.zygote = Zygote()
                if attempt == 2:
                    raise JudgeFailed("the process for students' code ended twice") from None
            except JudgeFailed:
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def _judge_once(self, job: Job) -> NotebookVerdict:
        self.zygote.wait_until_ready()
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
            raise JudgeFailed("judging it took too long")
        if not data.startswith(b"\0"):
            text = data.decode("utf-8", "replace")
            if text.startswith(ZygoteFailed.__name__):
                raise ZygoteFailed(text)
            raise JudgeFailed(text or "the judge ended without a verdict")
        return msgspec.msgpack.decode(data[1:], type=NotebookVerdict)

    def _judge_in_child(self, job: Job, write: int) -> None:
        """Judge, and write the verdict to the pipe: it leaves on no other way. Never returns."""
        try:
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
        student = self.zygote.fork(job.limits, deadline)
        seed = int(job.submission.rng(job.notebook, "student").integers(2**32))
        student.start(dict(job.files), seed=seed, figures=job.figures)
        return student


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
