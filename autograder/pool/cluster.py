"""A pool of Dask workers, on any machines: submissions go there as bytes, results come back.

A worker is Dask's process. It has a member of its own, which grades behind its own sandbox; one that can't
confine refuses. Workers may join, leave and die: Dask gives the task of a dead one to another.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.grading import Engine
from autograder.grading.tried import kept_files, untried
from autograder.pool import protocol as p
from autograder.pool.local import LocalPool
from autograder.sandbox.findings import TooWeak
from autograder.warm.process import WarmProcess

_AHEAD = 3  # tasks under way for each processor of the cluster
_STARTUP_SECONDS = 60.0
_MEMBERS: dict[tuple[str, int], LocalPool] = {}  # on a worker: by bundle and thread


class Bundle(msgspec.Struct, frozen=True):
    """A course without its submissions, as bytes.

    Attributes:
        files: by path relative to the course's root.
        setup: what is graded, and how.
    """

    files: dict[str, bytes]
    setup: p.Setup

    @classmethod
    def of(cls, course: Course, setup: p.Setup) -> Bundle:
        """The files that grading an assignment needs."""
        kept = kept_files(setup.assignment, course.root)  # else each worker would try the course
        known = {str(path.relative_to(course.root)): path.read_bytes() for path in kept}
        return cls(course.elsewhere(setup.assignment) | known, setup)


class ClusterPool:
    """Grades tasks on the workers of a Dask scheduler; use it in a with statement.

    Args:
        address: the scheduler's.
        course: the course.
        setup: what the workers work on.
    """

    def __init__(self, address: str, course: Course, setup: p.Setup) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise UnusableInput(
                "--scheduler needs Dask, which is not installed.",
                "Install this package with its extra: pip install '.[cluster]' in its folder.",
            ) from None
        try:
            self._client = Client(address, timeout=10, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise UnusableInput(
                f"There is no Dask scheduler at {address}: {type(error).__name__}.",
                "Start one with `dask scheduler`, and workers with `dask worker ADDRESS`.",
            ) from error
        _try_first(course, setup)
        data = msgspec.msgpack.encode(Bundle.of(course, setup))
        self._digest = hashlib.sha256(data).hexdigest()
        self._bundle = self._client.scatter(data, broadcast=False, hash=True)

    def __enter__(self) -> ClusterPool:
        """Use in a with statement."""
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def wait_until_ready(self) -> None:
        """Wait for a worker.

        Raises:
            UnusableInput: none comes.
        """
        try:
            self._client.wait_for_workers(1, timeout=_STARTUP_SECONDS)
        except TimeoutError:
            raise UnusableInput(
                f"The scheduler has had no worker for {_STARTUP_SECONDS:g} s.",
                "Start some: `dask worker ADDRESS`.",
            ) from None

    def run(self, tasks: Iterable[p.GradingTask]) -> Iterator[tuple[p.GradingTask, p.GradingOutcome]]:
        """Grade tasks; each with its outcome, in the order in which they end.

        Raises:
            UnusableInput: a worker refuses to work.
        """
        from distributed import as_completed

        coming = iter(tasks)
        under_way: dict[str, p.GradingTask] = {}
        finished = as_completed([], loop=self._client.loop)
        while True:
            while len(under_way) < _AHEAD * max(sum(self._client.nthreads().values()), 1):
                task = next(coming, None)
                if task is None:
                    break
                future = self._client.submit(
                    grade_on_worker, self._bundle, self._digest, p.encode(task), pure=False, retries=1
                )
                under_way[future.key] = task
                finished.add(future)
            if not under_way:
                return
            future = finished.next()
            task = under_way.pop(future.key)
            try:
                answer: Any = p.decode_answer(future.result())
            except Exception as error:  # Dask gave up: workers have died over this task, several times
                if isinstance(error, UnusableInput):
                    raise
                future = self._client.submit(
                    grade_on_worker, self._bundle, self._digest, p.encode(_given_up(task)), pure=False
                )
                answer = p.decode_answer(future.result())
            if isinstance(answer, p.Refused):
                raise UnusableInput(answer.why, "")
            yield task, answer


def _try_first(course: Course, setup: p.Setup) -> None:
    """Try the instructor's notebooks here, if that wasn't done; where it can't be, each worker does it."""
    assignment = course.assignment(setup.assignment)
    names = untried(assignment, setup.limits, course.root)
    if not names:
        return
    students = WarmProcess(setup.limits, sandbox=setup.sandbox)
    with (
        contextlib.suppress(TooWeak),
        Engine(assignment, setup.limits, course=course.root, students=students) as engine,
    ):
        for name in names:
            engine.tried(name)


def _given_up(task: p.GradingTask) -> p.GradingTask:
    why = "This notebook could not be graded: several workers ended over it."
    return p.GradingTask(task.student, task.notebook, None, why)


def grade_on_worker(bundle: bytes, digest: str, task: bytes) -> bytes:
    """Grade one task on a Dask worker, in a process that is kept for the next."""
    key = digest, threading.get_ident()
    try:
        if key not in _MEMBERS:
            _MEMBERS[key] = _started(bundle)
        ((_task, outcome),) = _MEMBERS[key].run([p.decode_task(task)])
    except UnusableInput as error:
        return p.encode(p.Refused(str(error)))
    return p.encode(outcome)


def _started(data: bytes) -> LocalPool:
    """Lay the course out in a folder of this worker's, and start a process on it."""
    bundle = msgspec.msgpack.decode(data, type=Bundle)
    root = Path(tempfile.mkdtemp(prefix="autograder-course-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for name, content in bundle.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    setup = msgspec.structs.replace(bundle.setup, course=str(root), dies_with_parent=False)
    pool = LocalPool(setup, jobs=1)
    pool.wait_until_ready()
    return pool
