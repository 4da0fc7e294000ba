"""Landlock: the kernel's own access rules for files, which a process can only tighten.

By ctypes: it is three system calls without a function in the C library. PyPI's `landlock` is a development
version that knows rules for files alone; this also closes TCP, abstract sockets and signals where the
kernel can, and ninety lines are less to trust.

Source: https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION, _PATH_BENEATH = 1, 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_SOCK, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_FILE_RIGHTS_BITS = {1: 13, 2: 14, 3: 15, 4: 15}  # how many rights an ABI knows; 16 since 5
_NETWORK = 0b11  # bind and connect by TCP, since ABI 4
_SCOPES = 0b11  # abstract sockets and signals stay inside, since ABI 6

_libc = ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """The version of Landlock that this kernel has; 0 for none."""
    version = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    return max(int(version), 0)


def restrict(
    read: Iterable[Path],
    write: Iterable[Path],
    devices: Iterable[Path],
    *,
    execute: Iterable[Path] = (),
    network: bool = False,
) -> None:
    """Forbid this process and all that it forks everything but these, for good.

    Args:
        read: files, and folders with all below, to be read.
        write: folders in which anything may be done, but execute and make devices and sockets.
        devices: files to be read and written.
        execute: files, and folders with all below, to be executed.
        network: whether connections by TCP are left alone.

    Raises:
        OSError: the kernel doesn't do it.
    """
    version = abi()
    if version < 1:
        raise OSError("this kernel has no Landlock")
    rights = (1 << _FILE_RIGHTS_BITS.get(version, 16)) - 1
    ports = _NETWORK if version >= 4 and not network else 0
    attributes = struct.pack("QQQ", rights, ports, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _checked(_libc.syscall(_CREATE_RULESET, attributes[:size], ctypes.c_size_t(size), 0))
    try:
        for path in read:
            _allow(ruleset, path, _READ_FILE | _READ_DIR)
        for path in execute:
            _allow(ruleset, path, _EXECUTE | _READ_FILE | _READ_DIR)
        for path in write:
            kept = _EXECUTE | _MAKE_CHAR | _MAKE_BLOCK | _MAKE_SOCK | _IOCTL_DEV
            _allow(ruleset, path, rights & ~kept)
        for path in devices:
            _allow(ruleset, path, (_READ_FILE | _WRITE_FILE | _TRUNCATE) & rights)
        no_new_privileges()
        _checked(_libc.syscall(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)


def no_new_privileges() -> None:
    """Give up gaining rights by executing programs."""
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _allow(ruleset: int, path: Path, rights: int) -> None:
    """Add a rule; what isn't there needs none."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
        rule = struct.pack("=Qi", rights, descriptor)
        _checked(_libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0))
    finally:
        os.close(descriptor)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
