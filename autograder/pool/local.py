"""A pool of processes on this machine."""

from __future__ import annotations

import contextlib
import multiprocessing.connection
import os
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection

from autograder.errors import UnusableInput
from autograder.pool import protocol as p

_AHEAD = 8  # tasks that are looked at for each member, to begin the longest of the last ones first
_LARGEST_ANSWER = 256 << 20  # bytes: who receives it must not run out of memory over it
_PATIENCE = 5.0  # seconds that members have to end
_DIED_TWICE = "This notebook could not be graded: the grader's process ended over it, twice."


class MemberDied(Exception):
    """The member's process is gone."""


class Member:
    """The trusted end of one member; it starts at once and in parallel.

    Args:
        setup: what it works on.
    """

    def __init__(self, setup: p.Setup) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.pool.member", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self.connection = Connection(ours.detach())
        self.send(setup)

    def send(self, message: p.Setup | p.GradingTask) -> None:
        """Tell it something.

        Raises:
            MemberDied: it is gone.
        """
        try:
            self.connection.send_bytes(p.encode(message))
        except OSError as error:
            raise MemberDied from error

    def receive(self) -> p.MemberReady | p.GradingOutcome:
        """Its next message.

        Raises:
            MemberDied: it is gone.
            UnusableInput: it refuses to work.
        """
        try:
            answer: p.FromMember = p.decode_answer(self.connection.recv_bytes(_LARGEST_ANSWER))
        except (EOFError, OSError) as error:
            raise MemberDied from error
        if isinstance(answer, p.Refused):
            raise UnusableInput(answer.why, "")
        return answer

    def hang_up(self) -> None:
        """Let it end when it is done with what it is at."""
        self.connection.close()

    def close(self, patience: float = _PATIENCE) -> None:
        """End it; it may take so many seconds for what it is at."""
        self.hang_up()
        try:
            self._process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait()


class LocalPool:
    """Grades tasks side by side, one process each; use it in a with statement.

    The first member starts alone, with all processors for itself, and works while the others start: so
    grading begins earlier, and ends no later.

    Args:
        setup: what its members work on.
        jobs: how many there are.
        ahead: how many tasks are looked at for each. Of the last ones the longest is begun first.
    """

    def __init__(self, setup: p.Setup, jobs: int, ahead: int = _AHEAD) -> None:
        self._setup, self._jobs, self._ahead = setup, jobs, ahead
        self._members = [Member(setup)]
        self._starting: set[int] = set()  # places of members
        self._seconds: defaultdict[str, list[float]] = defaultdict(list)  # by notebook

    def __enter__(self) -> LocalPool:
        """Use in a with statement."""
        return self

    def __exit__(self, *_error: object) -> None:
        for member in self._members:  # first all of them, so that they end side by side
            member.hang_up()
        end = time.monotonic() + _PATIENCE
        for member in self._members:
            member.close(max(end - time.monotonic(), 0.0))

    def wait_until_ready(self) -> None:
        """Wait for the first member, and start the others.

        Raises:
            UnusableInput: it can't work here.
        """
        _greet(self._members[0])
        self._starting |= set(range(1, self._jobs))
        self._members += [Member(self._setup) for _ in self._starting]

    def run(self, tasks: Iterable[p.GradingTask]) -> Iterator[tuple[p.GradingTask, p.GradingOutcome]]:
        """Grade tasks; each with its outcome, in the order in which they end.

        A member that dies is replaced, and its task repeated once; the second time the task is to blame.

        Raises:
            UnusableInput: members can't work here.
        """
        coming = iter(tasks)
        waiting: list[p.GradingTask] = []
        died: set[tuple[str, str]] = set()
        busy: dict[Connection, tuple[int, p.GradingTask]] = {}
        idle = [place for place in range(len(self._members)) if place not in self._starting]
        while True:
            window = self._ahead * len(self._members)
            waiting += islice(coming, max(window - len(waiting), 0))
            more = len(waiting) >= window  # then in their order: who came first is soon done, and safe
            while idle and waiting:
                place, task = idle.pop(), waiting.pop(0) if more else self._longest(waiting)
                with contextlib.suppress(MemberDied):  # noticed below
                    self._members[place].send(task)
                busy[self._members[place].connection] = place, task
            if not busy:
                return
            starting = {self._members[place].connection: place for place in self._starting}
            for connection in multiprocessing.connection.wait([*busy, *starting]):
                if connection in starting:
                    place = starting[connection]
                    _greet(self._members[place])
                    self._starting.remove(place)
                    idle.append(place)
                    continue
                place, task = busy.pop(connection)  # type: ignore[call-overload]
                idle.append(place)
                try:
                    outcome = self._members[place].receive()
                except MemberDied:
                    self._replace(place)
                    key = task.student, task.notebook
                    waiting.append(_given_up(task) if key in died else task)
                    died.add(key)
                    continue
                assert isinstance(outcome, p.GradingOutcome)
                self._seconds[task.notebook].append(outcome.seconds)
                yield task, outcome

    def _longest(self, waiting: list[p.GradingTask]) -> p.GradingTask:
        """Take the task that will probably take longest, so that none of them ends long after the others."""
        place = max(range(len(waiting)), key=lambda place: self._expected(waiting[place]))
        return waiting.pop(place)

    def _expected(self, task: p.GradingTask) -> float:
        if task.data is None:
            return 0.0
        seen = self._seconds[task.notebook][-20:]
        return sum(seen) / len(seen) if seen else float("inf")

    def _replace(self, place: int) -> None:
        self._members[place].close()
        self._members[place] = Member(self._setup)
        _greet(self._members[place])


def _greet(member: Member) -> None:
    try:
        member.receive()
    except MemberDied:
        raise UnusableInput(
            "A grading process ended before it began.", "`autograder doctor` may show why."
        ) from None


def _given_up(task: p.GradingTask) -> p.GradingTask:
    return p.GradingTask(task.student, task.notebook, None, _DIED_TWICE)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
