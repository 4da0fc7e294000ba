"""What each layer must forbid, tried in a throw-away process behind that layer alone.

A layer is tried, not asked for: versions and settings say what a kernel could do, a process that reaches
for the bait shows what it does. Each is tried alone, so that none hides the failure of another.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from autograder.sandbox import landlock
from autograder.sandbox.confine import (
    Bounds,
    Rules,
    bound,
    capabilities,
    drop_capabilities,
    filter_system_calls,
    restrict_files,
)

SECONDS = 20.0
_MIB = 1 << 20
_libc = ctypes.CDLL(None, use_errno=True)


class LayerFinding(msgspec.Struct, frozen=True):
    """Whether a layer holds.

    Attributes:
        layer: its name.
        holds: what it must forbid was refused, and what must go on working worked.
        detail: why it doesn't, or what it was tried with.
    """

    layer: str
    holds: bool
    detail: str


class Introduction(msgspec.Struct, frozen=True):
    """What a warm process says of itself before its first fork.

    Attributes:
        findings: which layers hold.
        names: what it has prepared.
        broken: what the instructor has to correct, and one thing to try; empty where it could prepare all.
    """

    findings: list[LayerFinding]
    names: list[str] = []
    broken: tuple[str, ...] = ()


def findings(rules: Rules, folder: Path) -> list[LayerFinding]:
    """Try every layer that should hold here, each in a process of its own, at the same time.

    Args:
        rules: the sandbox's.
        folder: a work folder, empty.
    """
    tries: dict[str, Callable[[], Iterator[str]]] = {"limits": lambda: _limits(folder)}
    if rules.namespaces:
        tries["namespaces"] = lambda: _namespaces(rules)
    if rules.landlock:
        tries["Landlock"] = lambda: _landlock(rules, folder)
    if rules.filter:
        tries["seccomp"] = lambda: _seccomp(rules)
    if rules.filter or rules.landlock or rules.namespaces:
        tries["user"] = _user
    running = [(layer, *_start(attempt)) for layer, attempt in tries.items()]
    return [_collect(layer, pid, read) for layer, pid, read in running]


def _start(attempt: Callable[[], Iterator[str]]) -> tuple[int, int]:
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    try:
        text = "; ".join(attempt()) or "ok"
    except BaseException as error:
        text = f"{type(error).__name__}: {error}"
    with contextlib.suppress(OSError):
        os.write(write, text.encode()[:4000])
    os._exit(0)


def _collect(layer: str, pid: int, read: int) -> LayerFinding:
    text = ""
    if select.select([read], [], [], SECONDS)[0]:
        text = os.read(read, 4000).decode("utf-8", "replace")
    os.close(read)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    if not text:
        text = f"the process that tried it ended with status {status}"
    return LayerFinding(layer, text == "ok", "" if text == "ok" else text)


def _refused(what: str, attempt: Callable[[], object], *expected: int) -> Iterator[str]:
    """Say so if something could be done; any refusal will do where none is named."""
    try:
        attempt()
    except OSError as error:
        if expected and error.errno not in expected:
            yield f"{what} was refused by {errno.errorcode.get(error.errno or 0, error)}"
    else:
        yield f"{what} was possible"


def _system_call(name: str, *arguments: int) -> Callable[[], None]:
    def call() -> None:
        if getattr(_libc, name)(*arguments) < 0:
            raise OSError(ctypes.get_errno(), name)

    return call


def _namespaces(rules: Rules) -> Iterator[str]:
    """Neither files, nor the network, nor the processes of this machine are there."""
    yield from _refused("opening the grader's file", lambda: open(rules.bait).close())
    if not rules.network:
        yield from _refused("connecting to the grader", lambda: _connect(rules.port))
    yield from _refused("writing beside the runtime", lambda: open("/probe", "w").close())
    yield from _refused("writing into the runtime", lambda: Path(os.__file__).with_name("probe").touch())
    if os.getppid() != 1:
        yield f"the warm process is number {os.getppid()}, not the first of its own"
    if Path("/proc/1").exists():
        yield "/proc is there"


def _connect(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        pass


def _landlock(rules: Rules, folder: Path) -> Iterator[str]:
    """Only the runtime is read, only the work folder is written."""
    home = Path(os.environ["HOME"])
    (home / "probe").write_text("x")
    restrict_files(rules, folder)
    yield from _refused("opening the grader's file", lambda: open(rules.bait).close())
    yield from _refused("reading another folder", lambda: (home / "probe").read_text(), errno.EACCES)
    yield from _refused("writing to another folder", lambda: (home / "more").touch(), errno.EACCES)
    yield from _refused("listing the root folder", lambda: os.listdir("/"), errno.EACCES)
    Path(os.__file__).read_bytes()
    (folder / "probe").write_text("x")
    (folder / "probe").unlink()
    with open(os.devnull, "w") as nothing:
        nothing.write("x")


def _seccomp(rules: Rules) -> Iterator[str]:
    """No network, no other program, no look into other processes."""
    landlock.no_new_privileges()
    filter_system_calls(rules.filter)
    connected = () if rules.network else (socket.AF_INET, socket.AF_INET6)
    for family in (*connected, socket.AF_UNIX, socket.AF_NETLINK):
        yield from _refused(f"a socket of {family.name}", partial(socket.socket, family), errno.EPERM)
    if not rules.execute:
        yield from _refused(
            "executing a program", lambda: os.execv(sys.executable, ["python", "-c", ""]), errno.EPERM
        )
    yield from _refused("ptrace", _system_call("ptrace", 0, 0, 0, 0), errno.EPERM)
    yield from _refused("a new namespace", _system_call("unshare", 0x10000000), errno.EPERM)
    yield from _refused("memory without a limit", lambda: os.memfd_create("probe"), errno.EPERM)
    if not rules.namespaces:
        yield from _refused("a signal to the grader", lambda: os.kill(os.getppid(), 0), errno.EPERM)
    thread = threading.Thread(target=str)
    thread.start()
    thread.join()
    socket.socketpair()[0].close()


def _user() -> Iterator[str]:
    """Not root, and none of its rights."""
    drop_capabilities()
    if capabilities():
        yield f"capabilities {capabilities():x} are left"
    if os.getuid() == 0:
        yield "it runs as root, without root's rights: Python can't be read by another user here"


def _limits(folder: Path) -> Iterator[str]:
    """The kernel's limits bite."""
    bound(Bounds(64 * _MIB, 1 << 46, 60, 0, _MIB, 32, 0))
    with contextlib.suppress(MemoryError):
        bytearray(80 * _MIB)
        yield "more memory than the limit was possible"
    with open(folder / "large", "wb", buffering=0) as file:
        file.seek(_MIB)
        yield from _refused("a larger file than the limit", lambda: file.write(b"x"), errno.EFBIG)
    (folder / "large").unlink()
    opened: list[int] = []
    yield from _refused("more open files than the limit", lambda: _open_many(opened), errno.EMFILE)
    for descriptor in opened:
        os.close(descriptor)
    bound(Bounds(64 * _MIB, _MIB, 60, 0, _MIB, 16, 0))
    yield from _refused("more shared memory than the limit", lambda: mmap.mmap(-1, 8 * _MIB), errno.ENOMEM)


def _open_many(opened: list[int]) -> None:
    for _ in range(40):
        opened.append(os.dup(0))
