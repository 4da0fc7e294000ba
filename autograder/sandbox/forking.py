"""Inside the wall: a warm process, forked for each notebook. Nothing of one is left for the next.

Started afresh, never forked from a process that knows more. It reads one byte and two descriptors a job:
what a job says goes to the fork alone, for what passes through here stays in the memory of all later ones.

One job at a time, because then all that lives in its namespace besides itself belongs to that job:
`kill(-1)` ends it, whatever it has forked or detached, and its work folder is emptied before the next one.
(Without namespaces there are no forks that could stay.) Another process empties the folder, because the
names of a student's files would stay in the memory of the one that does. More at once takes more warm
processes.

Started as root, it becomes another user after its imports. Bubblewrap could map root to a number in a
namespace of users, but to the host that would still be root, and every file of root's that it reaches its
own. So bubblewrap builds the walls with root's rights and leaves the process those to change its user; it
then becomes one that nobody else is, for good, and makes a namespace of users for itself alone, so that the
kernel counts its processes apart from those of other graders.
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import os
import secrets
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

import autograder
from autograder.errors import UnusableInput
from autograder.sandbox.confine import Rules, become, has_one_thread
from autograder.sandbox.probe import Introduction, LayerFinding, findings

READY, FORK, ASKED, OVER, IMPORT, HAS = b"ready", b"f", b"t", b"o", b"i", b"h"
ABSENT, THREADS = "isn't here", "starts a thread"  # why something can't be imported once for all
SECONDS = struct.Struct("<d")
NOTEBOOK = "notebook"
_LOOK_SECONDS = 0.05
_IMPORT_SECONDS = 30
_LONGEST_REASON = 200

Serve = Callable[[int, Path, Rules], None]


def forget_course() -> None:
    """Take the engine's checkout off the path: a course may live beside it."""
    root = str(Path(autograder.__file__).resolve().parents[1])
    if "site-packages" not in root:
        sys.path[:] = [entry for entry in sys.path if entry and Path(entry).resolve() != Path(root)]


def import_ahead(statement: str) -> str:
    """Do an instructor's import once for all forks; why they have to do it themselves, or nothing.

    A module that starts a thread would leave its locks behind in each fork: this process is of no use then.
    """

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"takes longer than {_IMPORT_SECONDS} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _IMPORT_SECONDS)
    gc.disable()  # what a library makes when it is imported stays: looking for garbage takes a tenth
    try:
        exec(statement, {})
    except ModuleNotFoundError:  # the course's own: they aren't here
        return ABSENT
    except (Exception, SystemExit) as error:
        return f"can't be imported: {type(error).__name__}: {error}"[:_LONGEST_REASON]
    finally:
        gc.enable()
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    with contextlib.suppress(Exception):  # a module may be one that is loaded when it is looked at
        inspect.getmodule(None, os.devnull)  # notes the files of all modules, as the first error would
    return "" if has_one_thread() else THREADS


def serve_forks(
    serve: Serve,
    *,
    between_collections: int,
    prepare: Callable[[], Iterable[str]] = tuple,
    hear: Callable[[bytes], None] | None = None,
) -> None:
    """Fork when asked to, until the control socket closes.

    The process's first arguments are its descriptor and a folder for work folders.

    Args:
        serve: what a fork does with its socket, its work folder and the sandbox's rules; never returns.
        between_collections: objects that are made between two of Python's looks for garbage.
        prepare: what is to be done before, as the user that it becomes; the grader is told what it returns.
        hear: what to do with any other message than to fork, to import, or to say what is imported.

    Raises:
        RuntimeError: a fork would leave a thread behind, with its locks.
    """
    control, folder = socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])
    if not has_one_thread():
        raise RuntimeError("the warm process has several threads: something that it imports starts one")
    gc.set_threshold(between_collections)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader, which then ends this
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # nobody waits any more
        control.send(READY)
        rules = msgspec.msgpack.decode(control.recv(1 << 17), type=Rules)
        if rules.uid is not None:
            become(rules.uid)
        control.send(msgspec.msgpack.encode(_prepared(prepare, findings(rules, folder))))
        _Forks(control, folder, rules, serve, hear).serve_all()
        os._exit(0)  # Python would take down module by module what nobody waits for


def _prepared(prepare: Callable[[], Iterable[str]], found: list[LayerFinding]) -> Introduction:
    try:
        return Introduction(found, list(prepare()))
    except UnusableInput as error:
        return Introduction(found, broken=(error.seen, error.tip))


class _Forks:
    """One process after the other, each with an empty work folder."""

    def __init__(
        self,
        control: socket.socket,
        folder: Path,
        rules: Rules,
        serve: Serve,
        hear: Callable[[bytes], None] | None,
    ) -> None:
        self.control, self.folder, self.rules, self.serve, self.hear = control, folder, rules, serve, hear
        self.first_of_its_own = rules.namespaces and os.getpid() == 1

    def serve_all(self) -> None:
        """Fork when asked to, and clean up behind it."""
        _settle()
        settled = True
        while True:
            try:
                message, fds, _flags, _address = socket.recv_fds(self.control, 1 << 17, 2)
            except ConnectionResetError:  # the grader was killed
                return
            if not message:
                return
            if message != FORK:
                self._do_ahead(message)
                settled = False
                continue
            if not settled:
                _settle()
                settled = True
            self._fork(*fds)

    def _do_ahead(self, message: bytes) -> None:
        """Do something once for all forks."""
        if message.startswith(IMPORT):
            self.control.send(b"." + import_ahead(message[len(IMPORT) :].decode()).encode())
        elif message.startswith(HAS):
            self.control.send(b"1" if message[len(HAS) :].decode() in sys.modules else b"0")
        elif self.hear is not None:
            self.hear(message)

    def _fork(self, lifeline: int, channel: int) -> None:
        work = self.folder / NOTEBOOK
        work.mkdir()
        pid = os.fork()
        if pid == 0:
            self.serve(channel, work, self.rules)
        os.close(channel)
        process = os.pidfd_open(pid)
        with socket.socket(fileno=lifeline) as line:
            with contextlib.suppress(OSError):
                socket.send_fds(line, [b"p"], [process])
            self._watch(pid, process, line)
        os.close(process)
        self._clean_up(pid)

    def _watch(self, pid: int, process: int, line: socket.socket) -> None:
        """Wait for the end of a process; end it when its line or the grader's closes, or it fills the disk.

        Its line is held by who uses the process. They may be in other namespaces, where they can neither
        end it nor see its clock: so this is done here.
        """
        poll = select.poll()
        poll.register(process, select.POLLIN)
        poll.register(line, select.POLLIN)
        poll.register(self.control, 0)  # its closing alone
        while True:
            events = dict(poll.poll(_LOOK_SECONDS * 1000))
            if process in events:
                return
            over = self.control.fileno() in events or self._too_much_on_disk()
            if line.fileno() in events and not _answered(line, pid, process):
                poll.unregister(line)
                over = True
            if over:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(process, signal.SIGKILL)

    def _too_much_on_disk(self) -> bool:
        if self.first_of_its_own:  # the folder is in a file system of its own, whose size is bounded
            system = os.statvfs(self.folder)
            return system.f_files - system.f_ffree > self.rules.files
        files = size = 0
        try:
            for _path, folders, names, descriptor in os.fwalk(self.folder):
                files += len(folders) + len(names)
                for name in names:
                    with contextlib.suppress(OSError):
                        size += os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_blocks * 512
                if files > self.rules.files or size > self.rules.disk:
                    return True
        except RecursionError:
            return True
        return False

    def _clean_up(self, pid: int) -> None:
        """Nothing of a job stays: not its processes, not its files."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self.first_of_its_own:
                os.kill(-1, signal.SIGKILL)
            else:
                os.killpg(pid, signal.SIGKILL)
        _reap_all()
        self._remove_files()
        if any(os.scandir(self.folder)):
            raise RuntimeError("a submission's files could not be removed")

    def _remove_files(self) -> None:
        """Remove the work folder, in another process: the names of its files stay nowhere else."""
        with contextlib.suppress(OSError):
            os.rmdir(self.folder / NOTEBOOK)  # most judges leave it empty
            return
        if self.rules.remover:  # a hundredth of the memory of a fork, and a fifth of its time
            arguments = ["rm", "-rf", "--", str(self.folder / NOTEBOOK)]
            with contextlib.suppress(OSError):
                os.waitpid(os.posix_spawn(self.rules.remover, arguments, {}), 0)
        if any(os.scandir(self.folder)):  # folders that may not be entered stop it
            _in_fork(lambda: empty(self.folder))


def _settle() -> None:
    """What is here now isn't looked through, and so not copied, in each fork."""
    gc.collect()
    gc.freeze()


def _answered(line: socket.socket, pid: int, process: int) -> bool:
    """Say how long a process has used processors, or tell it that its time is over; whether anybody asked."""
    try:
        asked = line.recv(1)
        if asked == OVER:
            signal.pidfd_send_signal(process, signal.SIGALRM)
            return True
        if asked != ASKED:
            return False
        line.send(SECONDS.pack(time.clock_gettime((~pid << 3) | 2)))  # as clock_getcpuclockid(3) makes it
    except OSError:
        return False
    return True


def _reap_all() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _in_fork(task: Callable[[], None]) -> int:
    """Do something in a process of its own; 0 if it came to its end."""
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            task()
            os._exit(0)
        os._exit(1)
    return os.waitpid(pid, 0)[1]


def empty(folder: Path) -> None:
    """Remove all in a folder, whatever its modes and however deep."""
    with contextlib.suppress(PermissionError):  # root's own: then nobody has changed it
        os.chmod(folder, 0o700)
    while True:
        inner = _remove_files(folder)
        if not inner:
            return
        for path in inner:
            os.chmod(path, 0o700)
            for deeper in _remove_files(path):  # moved up: no path grows long
                os.chmod(deeper, 0o700)
                os.rename(deeper, f"{folder}/{secrets.token_hex(16)}")
            os.rmdir(path)


def _remove_files(folder: Path | str) -> list[str]:
    """Remove what is no folder; return the folders."""
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)
    return [entry.path for entry in found if entry.is_dir(follow_symlinks=False)]
