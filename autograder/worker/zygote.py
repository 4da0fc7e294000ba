"""The trusted end of a student zygote: starts it, asks it for processes, ends it."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.remote.channel import Channel
from autograder.remote.student import Limits, StudentProcess

STARTUP_SECONDS = 60.0
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "177",  # sets keep their order from one run to the next
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class ZygoteFailed(Exception):
    """The warm process didn't start, or is gone."""


class Zygote:
    """A warm process that is forked for each notebook."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        work, home = self._folder / "work", self._folder / "home"
        work.mkdir()
        home.mkdir()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-I", "-m", "autograder.student.zygote", str(theirs.fileno()), str(work)]
        environment = _ENVIRONMENT | {"HOME": str(home), "TMPDIR": str(home), "IPYTHONDIR": str(home)}
        environment["MPLCONFIGDIR"] = str(home)
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], env=environment, cwd=work, stdin=subprocess.DEVNULL
        )
        theirs.close()
        self._control = ours
        self._ready = False

    def wait_until_ready(self) -> None:
        """Wait for the warm process.

        Raises:
            ZygoteFailed: it didn't start.
        """
        if self._ready:
            return
        self._control.settimeout(STARTUP_SECONDS)
        try:
            self._ready = bool(self._control.recv(16))
        except OSError as error:
            raise ZygoteFailed("the student process did not start in time") from error
        if not self._ready:
            raise ZygoteFailed("the student process did not start")

    def fork(self, limits: Limits, deadline: float) -> StudentProcess:
        """A fresh process for a student's code.

        Args:
            limits: what it may use.
            deadline: when all of the notebook has to be done, as time.monotonic counts.

        Raises:
            ZygoteFailed: the warm process is gone.
        """
        self.wait_until_ready()
        ours, theirs = socket.socketpair()
        answer, question = socket.socketpair()
        with theirs, question, answer:
            try:
                socket.send_fds(self._control, [b"f"], [theirs.fileno(), question.fileno()])
                question.close()
                answer.settimeout(STARTUP_SECONDS)
                _pid, fds, _flags, _address = socket.recv_fds(answer, 32, 1)
            except OSError as error:
                ours.close()
                raise ZygoteFailed("the warm process is gone") from error
        if not fds:
            ours.close()
            raise ZygoteFailed("the warm process is gone")
        return StudentProcess(Channel(ours), fds[0], limits, deadline)

    def close(self) -> None:
        """End the warm process and everything below it, and remove its folders."""
        self._control.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for _ in range(20):
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._folder.exists():
                return
            time.sleep(0.05)

    def __enter__(self) -> Zygote:
        """Use in a with statement."""
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(OSError):
            self.close()
