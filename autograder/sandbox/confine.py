"""What a forked process gives up before it meets a student's code or values. No layer, no run."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
from pathlib import Path

import msgspec

from autograder.sandbox import landlock

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT = 1, 4, 24, 47
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION = 0x20080522
_CLONE_NEWUSER, _CLONE_THREAD = 0x10000000, 0x10000
DEVICES = tuple(Path("/dev", name) for name in ("null", "zero", "random", "urandom"))

_libc = ctypes.CDLL(None, use_errno=True)


class Rules(msgspec.Struct, frozen=True):
    """What the warm process is told once about all that it will fork.

    Attributes:
        filter: the BPF program of the system call filter.
        read: the files and folders of Python's runtime.
        landlock: whether Landlock holds here.
        namespaces: whether the process is the first of its own namespaces.
        uid: the user to become; None to stay who one is.
        disk: bytes of the work folder.
        files: files and folders in it.
        remover: a program that removes files, rm; empty if there is none.
        execute: the files and folders that may be executed.
        network: whether connections are left alone.
        bait: a file of the grader's that must be out of reach.
        port: one of the grader's, on loopback, that must be out of reach.
    """

    filter: bytes
    read: list[str]
    landlock: bool
    namespaces: bool
    uid: int | None
    disk: int
    files: int
    remover: str
    execute: list[str]
    network: bool
    bait: str
    port: int


class Bounds(msgspec.Struct, frozen=True, array_like=True):
    """The kernel's limits for one process.

    Attributes:
        memory: bytes of data.
        address_space: bytes in all, mapped files and shared memory too.
        cpu: seconds.
        processes: processes and threads of this user; 0 for no such limit.
        file_size: bytes of one file.
        descriptors: open files.
        output: bytes of a cell's outputs that are kept.
    """

    memory: int
    address_space: int
    cpu: int
    processes: int
    file_size: int
    descriptors: int
    output: int


def become(uid: int) -> None:
    """Become another user, with a user namespace of its own where one can be had."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    _libc.unshare(_CLONE_NEWUSER)  # so that its processes are counted apart from all other users'
    drop_capabilities()


def drop_capabilities() -> None:
    """Give up all of root's rights, for good.

    Raises:
        OSError: they are still there.
    """
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 and ctypes.get_errno() == 22:
            break  # EINVAL: the kernel has no more
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("Ii", _CAPABILITY_VERSION, 0)
    _checked(_libc.capset(header, struct.pack("6I", *[0] * 6)), "capset")


def capabilities() -> int:
    """The capabilities that are in effect, as bits."""
    header, data = struct.pack("Ii", _CAPABILITY_VERSION, 0), ctypes.create_string_buffer(24)
    _checked(_libc.capget(header, data), "capget")
    effective, permitted, _, effective_high, permitted_high, _ = struct.unpack("6I", data.raw)
    return int(effective | permitted | (effective_high | permitted_high) << 32)


def has_one_thread() -> bool:
    """Whether this process has no other thread: a fork would leave it behind, with its locks."""
    tasks = Path("/proc/self/task")
    if tasks.is_dir():
        return len(list(tasks.iterdir())) == 1
    return bool(_libc.unshare(_CLONE_THREAD) == 0)  # EINVAL where there are several


def leave_warm_process(keep: int) -> None:
    """Leave everything of the warm process behind but its memory.

    Args:
        keep: the one descriptor above 2 that stays open.
    """
    os.setsid()
    die_with_parent()
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.set_wakeup_fd(-1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.closerange(3, keep)
    os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))


def die_with_parent() -> None:
    """End when the process that forked this one ends, however it does."""
    _checked(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def confine(rules: Rules, bounds: Bounds, folder: Path) -> None:
    """Give everything up that there is no need of, for good.

    Args:
        rules: the sandbox's.
        bounds: this process's.
        folder: its work folder.

    Raises:
        OSError: a layer doesn't hold.
    """
    if not rules.namespaces:  # the kernel would count all that this user has running on the machine
        bounds = msgspec.structs.replace(bounds, processes=0)
    bound(bounds)
    drop_capabilities()
    landlock.no_new_privileges()
    die_with_parent()  # a change of user has undone it
    if rules.landlock:
        restrict_files(rules, folder)
    if rules.filter:
        filter_system_calls(rules.filter)


def restrict_files(rules: Rules, folder: Path) -> None:
    """Have the kernel forbid all files but what the rules name."""
    execute = map(Path, rules.execute)
    landlock.restrict(map(Path, rules.read), [folder], DEVICES, execute=execute, network=rules.network)


def bound(bounds: Bounds) -> None:
    """Set the kernel's limits."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: bounds.cpu,
        resource.RLIMIT_DATA: bounds.memory,
        resource.RLIMIT_AS: bounds.address_space,
        resource.RLIMIT_FSIZE: bounds.file_size,
        resource.RLIMIT_NOFILE: bounds.descriptors,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
        resource.RLIMIT_SIGPENDING: 256,
    }
    if bounds.processes:
        limits[resource.RLIMIT_NPROC] = bounds.processes
    for name, value in limits.items():
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def filter_system_calls(program: bytes) -> None:
    """Install the filter of system calls."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    buffer = ctypes.create_string_buffer(program, len(program))
    whole = Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    _checked(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(whole), 0, 0), "seccomp")


def _checked(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
