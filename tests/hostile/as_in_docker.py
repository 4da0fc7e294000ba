"""Run a command as Docker's default profile would: no new namespaces, no mounts, fewer capabilities.

    python as_in_docker.py [--without-landlock] COMMAND...

After moby's profiles/seccomp/default.json, what it denies without CAP_SYS_ADMIN and its like. As root or not.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys

import pyseccomp as seccomp

# With the number, for those that an older libseccomp has no name for: it is the same on all machines.
NEWER = {
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "mount_setattr": 442,
    "quotactl_fd": 443,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
}
DENIED = """
    unshare setns mount umount umount2 pivot_root
    keyctl add_key request_key bpf perf_event_open userfaultfd fanotify_init lookup_dcookie open_by_handle_at
    kexec_load kexec_file_load init_module finit_module delete_module create_module
    acct quotactl reboot swapon swapoff vhangup syslog sethostname setdomainname
    settimeofday stime clock_settime clock_adjtime iopl ioperm nfsservctl
""".split()
NAMESPACES = (0x00000080, 0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
# In the order of Docker's documentation: CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP
# SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE.
KEPT = (0, 1, 4, 3, 27, 13, 6, 7, 31, 8, 10, 18, 5, 29)

_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 24, 38, 47, 4
_CAPABILITY_VERSION = 0x20080522


def drop_capabilities() -> None:
    """Keep what a container's root has; who has none anyway keeps that."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in set(range(last + 1)) - set(KEPT):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()
    if libc.capget(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    mask = sum(1 << capability for capability in KEPT)
    for word in range(6):  # effective, permitted and inheritable, low words first
        sets[word] &= (mask if word < 3 else mask >> 32) & 0xFFFFFFFF
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def filter_calls(*, landlock: bool = True) -> None:
    """Install the filter; it stays over exec.

    Args:
        landlock: whether the kernel seems to have Landlock.

    Raises:
        OSError: the kernel takes none.
    """
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    rules.set_attr(seccomp.Attr.CTL_NNP, 1)
    for name in DENIED:
        with contextlib.suppress(OSError, ValueError, RuntimeError):  # not on this machine
            rules.add_rule(seccomp.ERRNO(errno.EPERM), name)
    for number in NEWER.values():
        rules.add_rule(seccomp.ERRNO(errno.EPERM), number)
    for flag in NAMESPACES:
        with_flag = seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag)
        rules.add_rule(seccomp.ERRNO(errno.EPERM), "clone", with_flag)
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), 435)  # clone3: its flags can't be looked at
    for number in () if landlock else (444, 445, 446):
        rules.add_rule(seccomp.ERRNO(errno.ENOSYS), number)
    rules.load()


def main() -> None:
    """Confine this process, then become the command."""
    landlock = sys.argv[1:2] != ["--without-landlock"]
    command = sys.argv[1:] if landlock else sys.argv[2:]
    if not command:
        sys.exit("usage: python as_in_docker.py [--without-landlock] COMMAND...")
    drop_capabilities()
    filter_calls(landlock=landlock)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
