"""The warm process: everything imported, nothing known. It forks a child for each notebook.

Started afresh, never forked from a process that knows the course. It reads one byte and two
descriptors a job: what a student's notebook says goes to the child alone, after the fork.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import shutil
import signal
import socket
import sys
from pathlib import Path

import autograder
from autograder.student.serve import serve
from autograder.student.shell import Shell, make_shell

READY = b"ready"


def main() -> None:
    """Serve forks until the control socket closes. Arguments: its descriptor, a folder for work folders."""
    control = socket.socket(fileno=int(sys.argv[1]))
    folder = Path(sys.argv[2])
    _forget_course()
    shell = make_shell()
    _expect_one_thread()
    gc.collect()
    gc.freeze()
    with contextlib.suppress(BrokenPipeError):  # nobody waits any more
        control.send(READY)
        _Forks(shell, control, folder).serve_all()


def _forget_course() -> None:
    """Take the engine's checkout off the path: a course may live beside it."""
    root = str(Path(autograder.__file__).resolve().parents[1])
    if "site-packages" not in root:
        sys.path[:] = [entry for entry in sys.path if entry and Path(entry).resolve() != Path(root)]


def _expect_one_thread() -> None:
    """A fork takes one thread along: there must not be another.

    Raises:
        RuntimeError: there is.
    """
    threads = len(os.listdir("/proc/self/task")) if Path("/proc/self/task").is_dir() else 1
    if threads != 1:
        raise RuntimeError(f"the warm process has {threads} threads; something that it imports starts one")


class _Forks:
    """The children that are alive, and their work folders."""

    def __init__(self, shell: Shell, control: socket.socket, folder: Path) -> None:
        self.shell, self.control, self.folder = shell, control, folder
        self.folders: dict[int, Path] = {}
        self.jobs = 0

    def serve_all(self) -> None:
        """Fork when asked to, clean up when a child ends."""
        wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            ready, _, _ = select.select([self.control.fileno(), wake], [], [])
            if wake in ready:
                os.read(wake, 4096)
                self._reap()
            if self.control.fileno() in ready and not self._fork():
                break
        for pid in list(self.folders):
            self._end(pid)

    def _fork(self) -> bool:
        """Fork one child; False when nobody will ask again."""
        try:
            message, fds, _flags, _address = socket.recv_fds(self.control, 16, 2)
        except ConnectionResetError:  # the grader was killed
            return False
        if not message:
            return False
        channel_fd, reply_fd = fds
        self.jobs += 1
        work = self.folder / str(self.jobs)
        work.mkdir()
        pid = os.fork()
        if pid == 0:
            os.close(reply_fd)
            serve(self.shell, channel_fd, work)
        self.folders[pid] = work
        process = os.pidfd_open(pid)
        with socket.socket(fileno=reply_fd) as reply:
            socket.send_fds(reply, [str(pid).encode()], [process])
        os.close(process)
        os.close(channel_fd)
        return True

    def _reap(self) -> None:
        while True:
            try:
                pid, _status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._end(pid)

    def _end(self, pid: int) -> None:
        """Nothing of a job stays: not its other processes, not its files."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        work = self.folders.pop(pid, None)
        if work is not None and os.fork() == 0:  # in a child: the names of its files stay nowhere else
            shutil.rmtree(work, ignore_errors=True)
            os._exit(0)


if __name__ == "__main__":
    main()
