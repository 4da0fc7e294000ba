"""Commands timed from outside: by the clock, on the processors, and in the memory of all their processes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_LOOK_SECONDS = 0.2  # between two looks at the memory
_LEFTOVER_SECONDS = 10.0
_PR_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")
_MIB = 1 << 20


class BenchmarkFailed(Exception):
    """A command didn't do what is measured."""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and on the processors; or how many times those of another.

    Attributes:
        wall: by the clock.
        cpu: on the processors, in user and kernel mode.
    """

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu)

    def __truediv__(self, number: float) -> Cost:
        return Cost(self.wall / number, self.cpu / number)

    def times(self, other: Cost) -> Cost:
        """How many times the other cost this is."""
        return Cost(self.wall / other.wall, self.cpu / other.cpu)


@dataclass(frozen=True)
class Memory:
    """The most that was seen at once, in MiB; what processes share is counted once.

    Attributes:
        tree: of the command and all processes below it.
        main: of the command's own process.
        rest: of all others.
    """

    tree: float
    main: float
    rest: float


@dataclass(frozen=True)
class Command:
    """A command line.

    Attributes:
        arguments: the program first.
        folder: where it runs.
        codes: the exit codes that are no failure.
    """

    arguments: tuple[str, ...]
    folder: Path
    codes: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Run:
    """What commands that ran side by side took together.

    Attributes:
        cost: by the clock, from the first start to the last end; on the processors, of all their processes.
        others: the share of the processors that everything else on this machine took meanwhile.
        memory: if it was watched.
    """

    cost: Cost
    others: float
    memory: Memory | None = None


def adopt_orphans() -> None:
    """Become the parent of what commands leave behind: it is waited for, so its time is counted too."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    *commands: Command, environment: Mapping[str, str], watch_memory: bool = False, timeout: float = 900
) -> Run:
    """Run commands side by side.

    Args:
        commands: one or more.
        environment: theirs.
        watch_memory: whether to look at the memory meanwhile.
        timeout: seconds until they are ended.

    Raises:
        BenchmarkFailed: one ended with another exit code than it may, took too long or left processes behind.
    """
    before = set(_below(os.getpid()))
    busy, own, used, begun = _busy(), time.process_time(), _used_by_children(), time.perf_counter()
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(_started(command, environment)) for command in commands]
        watch = stack.enter_context(_Watch(started[0][0].pid, before)) if watch_memory else None
        for command, (process, output) in zip(commands, started, strict=True):
            _wait(process, command, output, begun + timeout)
        wall = time.perf_counter() - begun
    _reap(before)
    cpu = _used_by_children() - used
    others = max(_busy() - busy - cpu - (time.process_time() - own), 0.0)
    return Run(
        Cost(wall, cpu),
        others / (time.perf_counter() - begun) / (os.cpu_count() or 1),
        watch.memory if watch else None,
    )


@contextlib.contextmanager
def _started(
    command: Command, environment: Mapping[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The process, and the file of what it prints; it is killed if it hasn't ended."""
    with tempfile.NamedTemporaryFile() as output:
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process, Path(output.name)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(process: subprocess.Popen[bytes], command: Command, output: Path, deadline: float) -> None:
    descriptor = os.pidfd_open(process.pid)  # Popen.wait with a timeout would look every 50 ms only
    try:
        ended = select.select([descriptor], [], [], max(deadline - time.perf_counter(), 0))[0]
    finally:
        os.close(descriptor)
    code = process.wait() if ended else None
    if code not in command.codes:
        how = "took too long" if code is None else f"ended with {code}"
        said = output.read_text(errors="replace")[-2000:]
        raise BenchmarkFailed(f"{' '.join(command.arguments)} {how}:\n{said}")


def _reap(before: set[int]) -> None:
    """Wait for what commands have left behind."""
    deadline = time.monotonic() + _LEFTOVER_SECONDS
    while left := [pid for pid, parent in _parents().items() if parent == os.getpid() and pid not in before]:
        if time.monotonic() > deadline:
            raise BenchmarkFailed(f"processes are left behind: {left}")
        for pid in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.01)


def _used_by_children() -> float:
    """Seconds on the processors, of all descendants that have ended and been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _busy() -> float:
    """Seconds that all processors of this machine have worked, or were lent to another machine."""
    user, nice, system, _idle, _io, irq, softirq, steal = _first_line_of_stat()[:8]
    return (user + nice + system + irq + softirq + steal) / _TICKS


def _first_line_of_stat() -> list[int]:
    with open("/proc/stat") as file:
        return [int(word) for word in file.readline().split()[1:]]


def _parents() -> dict[int, int]:
    """The parent of each process."""
    parents = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{entry.name}/stat") as file:
                parents[int(entry.name)] = int(file.read().rpartition(")")[2].split()[1])
    return parents


def _below(root: int) -> list[int]:
    """All processes below one."""
    parents = _parents()
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


class _Watch(threading.Thread):
    """Looks at the memory of all new processes below this one; use it in a with statement.

    Args:
        main: the command's own process.
        before: the processes that don't count.
    """

    def __init__(self, main: int, before: set[int]) -> None:
        super().__init__(daemon=True)
        self._main, self._before, self._over = main, before, threading.Event()
        self._tree = self._own = self._rest = 0

    def __enter__(self) -> _Watch:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(_LOOK_SECONDS):
            sizes = {pid: _memory_of(pid) for pid in _below(os.getpid()) if pid not in self._before}
            own = sizes.get(self._main, 0)
            self._tree = max(self._tree, sum(sizes.values()))
            self._own = max(self._own, own)
            self._rest = max(self._rest, sum(sizes.values()) - own)

    @property
    def memory(self) -> Memory:
        """The most that was seen."""
        return Memory(self._tree / _MIB, self._own / _MIB, self._rest / _MIB)


def _memory_of(pid: int) -> int:
    """Bytes of a process, its part of what it shares; all of that where the kernel doesn't tell."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except PermissionError:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        pass
    return 0
