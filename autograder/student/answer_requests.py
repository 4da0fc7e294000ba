"""A forked process: one notebook of one student. It runs cells and answers questions about its names."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import numpy as np

from autograder.remote import messages as m
from autograder.remote.channel import MAX_FRAME, Channel, ChannelClosed
from autograder.sandbox.confine import Rules, confine, leave_warm_process
from autograder.student.collector import Descriptor
from autograder.student.lines import line_at
from autograder.student.operations import HeldObjects, failure
from autograder.student.shell import COLLECTOR, Shell, prepare, run_cell, unread

_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
NOT_CONFINED = 97


def serve(shell: Shell, channel_fd: int, folder: Path, rules: Rules) -> None:
    """Serve one notebook until the other side closes the channel. Never returns.

    Args:
        shell: the warm shell; this process's own since the fork.
        channel_fd: the socket to the judge.
        folder: this job's work folder, empty.
        rules: the sandbox's.
    """
    try:
        leave_warm_process(keep=channel_fd)
        channel = Channel(socket.socket(fileno=channel_fd))
        number, payload = channel.receive()
        start = m.decode_request(payload)
        assert isinstance(start, m.Start)
        notebook = _begin(shell, start, folder)
        try:
            confine(rules, start.bounds, folder)
        except BaseException:
            os._exit(NOT_CONFINED)
        channel.send(number, m.encode(m.Ready()))
        notebook.answer_all(channel)
    except (ChannelClosed, KeyboardInterrupt):
        pass
    finally:
        os._exit(0)


def _begin(shell: Shell, start: m.Start, folder: Path) -> _Notebook:
    """Set up the work folder, the environment and the shell."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(_ENVIRONMENT, HOME=str(folder), TMPDIR=str(folder))
    for name, data in start.files.items():
        with contextlib.suppress(OSError, ValueError):  # a name that can't be one, or is a folder's too
            path = Path(os.path.normpath(os.path.join("/", name)).lstrip("/"))  # stays in the folder
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    random.seed(start.seed)
    np.random.seed(start.seed % 2**32)
    sys.path.insert(0, "")
    descriptors = [Descriptor("stdout", 1), Descriptor("stderr", 2)]
    COLLECTOR.limit = start.bounds.output
    prepare(shell)
    return _Notebook(shell, descriptors)


class _Notebook:
    """The cells that have run, and the objects that were asked for."""

    def __init__(self, shell: Shell, descriptors: list[Descriptor]) -> None:
        self.shell = shell
        self.descriptors = descriptors
        self.objects = HeldObjects()
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)

    def answer_all(self, channel: Channel) -> None:
        """Answer requests until there are no more; what a student has forked answers none."""
        own = os.getpid()
        while os.getpid() == own:
            number, payload = channel.receive()
            request = m.decode_request(payload)
            try:
                with _last_words(channel, number):
                    answer = m.encode(self._answer(request))
                if len(answer) > MAX_FRAME:
                    answer = m.encode(m.Answer(m.Opaque(f"{len(answer)} bytes"), []))
            except BaseException as error:
                answer = m.encode(failure(error))
            if os.getpid() == own:
                channel.send(number, answer)

    def _answer(self, request: m.Request) -> m.Reply:
        if isinstance(request, m.Run):
            return self._run(request)
        if isinstance(request, m.Look):
            names = self.shell.user_ns
            if request.name not in names:
                return m.Missing()
            return m.Answer(self.objects.pack(names[request.name]), [])
        if isinstance(request, m.Operate):
            return self._unheard(request)
        raise TypeError("a second start")

    def _run(self, request: m.Run) -> m.Reply:
        with contextlib.nullcontext() if request.read else unread(self.shell):
            count = run_cell(self.shell, self.loop, request.source)
        for descriptor in self.descriptors:
            descriptor.drain(COLLECTOR)
        return m.Ran(COLLECTOR.take(), count)

    def _unheard(self, request: m.Operate) -> m.Reply:
        """Do an operation; what the student's code prints and draws meanwhile goes nowhere."""
        pyplot = sys.modules["matplotlib.pyplot"]
        figures = set(pyplot.get_fignums())
        COLLECTOR.muted = True
        try:
            return self.objects.operate(request)
        finally:
            for descriptor in self.descriptors:
                descriptor.drain(COLLECTOR)
            COLLECTOR.muted = False
            for number in set(pyplot.get_fignums()) - figures:
                pyplot.close(number)


@contextlib.contextmanager
def _last_words(channel: Channel, number: int) -> Iterator[None]:
    """When told that the time for a request is over, say in which line, and end: it would be ended anyway."""
    own, over = os.getpid(), False

    def say(_signal: int, frame: FrameType | None) -> None:
        if os.getpid() == own and not over:
            channel.send(number, m.encode(m.Slow(line_at(frame))))
            os._exit(0)

    signal.signal(signal.SIGALRM, say)
    try:
        yield
    finally:
        over = True
