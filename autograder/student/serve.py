"""A forked child: one notebook of one student. It runs cells and answers questions about its names."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import random
import resource
import signal
import socket
import sys
from pathlib import Path

import numpy as np

from autograder.remote import messages as m
from autograder.remote.channel import MAX_FRAME, Channel, ChannelClosed
from autograder.student.objects import Objects, failure
from autograder.student.outputs import Descriptor
from autograder.student.shell import COLLECTOR, Shell, prepare, run_cell

_PR_SET_PDEATHSIG = 1
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


def serve(shell: Shell, channel_fd: int, folder: Path) -> None:
    """Serve one notebook until the other side closes the channel. Never returns.

    Args:
        shell: the warm shell; this process's own since the fork.
        channel_fd: the socket to the judge.
        folder: this job's work folder, empty.
    """
    try:
        _detach(channel_fd, folder)
        channel = Channel(socket.socket(fileno=channel_fd))
        number, payload = channel.receive()
        start = m.decode_request(payload)
        assert isinstance(start, m.Start)
        descriptors = _begin(shell, start)
        channel.send(number, m.encode(m.Ready()))
        _Notebook(shell, descriptors).answer_all(channel)
    except (ChannelClosed, KeyboardInterrupt):
        pass
    finally:
        os._exit(0)


def _detach(channel_fd: int, folder: Path) -> None:
    """Leave everything of the warm process behind but its memory."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.set_wakeup_fd(-1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.closerange(3, channel_fd)
    os.closerange(channel_fd + 1, 4096)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(_ENVIRONMENT, HOME=str(folder), TMPDIR=str(folder))


def _begin(shell: Shell, start: m.Start) -> list[Descriptor]:
    """Set up the work folder, the limits and the shell."""
    for name, data in start.files.items():
        with contextlib.suppress(OSError, ValueError):  # a name that can't be one, or is a folder's too
            path = Path(os.path.normpath(os.path.join("/", name)).lstrip("/"))  # stays in the folder
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    random.seed(start.seed)
    np.random.seed(start.seed % 2**32)
    sys.path.insert(0, "")
    descriptors = [Descriptor("stdout", 1), Descriptor("stderr", 2)]
    prepare(shell, figures=start.figures)
    resource.setrlimit(resource.RLIMIT_DATA, (start.memory, start.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return descriptors


class _Notebook:
    """The cells that have run, and the objects that were asked for."""

    def __init__(self, shell: Shell, descriptors: list[Descriptor]) -> None:
        self.shell = shell
        self.descriptors = descriptors
        self.objects = Objects()
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)

    def answer_all(self, channel: Channel) -> None:
        """Answer requests until there are no more; what a student has forked answers none."""
        own = os.getpid()
        while os.getpid() == own:
            number, payload = channel.receive()
            request = m.decode_request(payload)
            try:
                answer = m.encode(self._answer(request))
                if len(answer) > MAX_FRAME:
                    answer = m.encode(m.Answer(m.Opaque(f"{len(answer)} bytes"), []))
            except BaseException as error:
                answer = m.encode(failure(error))
            if os.getpid() == own:
                channel.send(number, answer)

    def _answer(self, request: m.Request) -> m.Reply:
        if isinstance(request, m.Run):
            return self._run(request.source)
        if isinstance(request, m.Look):
            names = self.shell.user_ns
            if request.name not in names:
                return m.Missing()
            return m.Answer(self.objects.pack(names[request.name]), [])
        if isinstance(request, m.Operate):
            return self._unheard(request)
        raise TypeError("a second start")

    def _run(self, source: str) -> m.Reply:
        count = run_cell(self.shell, self.loop, source)
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
