"""The filter of system calls: what a Python behind the wall needs, and nothing else, by libseccomp.

Made on the trusted side, where libseccomp is; installed in each forked process (`confine`).

libseccomp knows the numbers of system calls on each architecture and compiles rules to a program, which
pyseccomp exports once. The warm process gets these bytes and each fork installs them with one `prctl`, so
neither library has to be in there. The filter names what is allowed: a call that the kernel learns tomorrow
is refused.
"""

from __future__ import annotations

import errno
import os

from autograder.sandbox.rights import NO_MORE, Rights

MEMORY = """
    brk madvise mincore mmap mprotect mremap msync munmap
"""
FILES = """
    access chdir close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64
    fallocate fchdir fcntl fdatasync fgetxattr flistxattr flock fstat fstatfs fsync ftruncate getcwd
    getdents getdents64 getxattr lgetxattr link linkat listxattr llistxattr lseek lstat mkdir mkdirat
    newfstatat open openat pipe pipe2 poll ppoll pread64 preadv preadv2 pselect6 pwrite64 pwritev
    pwritev2 read readahead readlink readlinkat readv rename renameat renameat2 rmdir select sendfile
    splice stat statfs statx symlink symlinkat sync_file_range tee umask unlink unlinkat write
    writev
"""
METADATA = """
    chmod fchmod fchmodat fchmodat2 utime utimensat utimes
"""
EVENTS = """
    epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 signalfd
    signalfd4 timerfd_create timerfd_gettime timerfd_settime
"""
CONNECTED_SOCKETS = """
    getpeername getsockname getsockopt recvfrom recvmsg recvmmsg sendmmsg sendmsg sendto setsockopt
    shutdown
"""
TIME = """
    alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time
    timer_create timer_delete timer_getoverrun timer_gettime timer_settime times
"""
SIGNALS = """
    pause restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend
    rt_sigtimedwait sigaltstack
"""
THREADS = """
    arch_prctl exit exit_group futex futex_requeue futex_wait futex_waitv futex_wake get_robust_list
    gettid membarrier rseq sched_yield set_robust_list set_tid_address wait4 waitid
"""
QUESTIONS = """
    capget getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getrandom
    getresgid getresuid getrlimit getrusage getsid getuid sched_get_priority_max sched_get_priority_min
    sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sysinfo
    uname
"""
OWN_GROUP = "setpgid setsid"
KILL = "kill tgkill tkill"
PROGRAMS = "execve execveat setpgid setsid"
NETWORK = "bind connect"

_NEW_NAMESPACES = 0x7E020080  # cgroup, uts, ipc, user, pid, net, mount and time
_CLONE_THREAD = 0x10000
_PR_NAMES = (15, 16)  # PR_SET_NAME, PR_GET_NAME
_PR_QUESTIONS = (3, 21, 23, 39)  # dumpable, seccomp, bounding set, no_new_privs
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, sizes, blocking, cloexec
_AF_UNIX, _AF_INET, _AF_INET6, _SOCK_STREAM = 1, 2, 10, 1


def make_filter(*, forks: bool, namespaces: bool, rights: Rights = NO_MORE) -> bytes:
    """The filter as a BPF program for this machine's architecture.

    Args:
        forks: whether processes may be forked; threads always may.
        namespaces: whether the process lives in namespaces of its own, so that signals and changes
            of a file's mode and times reach nobody else's.
        rights: what may be done beyond the usual.

    Raises:
        OSError: this machine has no libseccomp.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError) as error:
        raise OSError(f"libseccomp can't be loaded: {error}") from error

    filter_ = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    filter_.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)
    filter_.set_attr(seccomp.Attr.CTL_OPTIMIZE, 2)  # a binary tree instead of a list

    def rule(action: int, names: str, *arguments: object) -> None:
        for name in names.split():
            if _known(seccomp, name):
                filter_.add_rule(action, name, *arguments)

    argument, masked = seccomp.Arg, seccomp.MASKED_EQ
    more = (PROGRAMS if rights.programs else "", NETWORK if rights.network else "")
    for names in (MEMORY, FILES, EVENTS, CONNECTED_SOCKETS, TIME, SIGNALS, THREADS, QUESTIONS, *more):
        rule(seccomp.ALLOW, names)
    if namespaces:
        rule(seccomp.ALLOW, "truncate " + METADATA + KILL + " " + OWN_GROUP)
    rule(seccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags can't be looked at; glibc then takes clone
    both = _NEW_NAMESPACES | _CLONE_THREAD
    rule(seccomp.ALLOW, "clone", argument(0, masked, both, _CLONE_THREAD))
    for family in (_AF_INET, _AF_INET6) if rights.network else ():
        rule(seccomp.ALLOW, "socket", argument(0, seccomp.EQ, family))
    if forks or rights.programs:
        rule(seccomp.ALLOW, "fork vfork")
        rule(seccomp.ALLOW, "clone", argument(0, masked, both, 0))
    else:
        rule(seccomp.ERRNO(errno.EAGAIN), "fork vfork")
        rule(seccomp.ERRNO(errno.EAGAIN), "clone", argument(0, masked, both, 0))
    # Asyncio's event loop has a pair. One of datagrams could send to any socket that has a name.
    stream = argument(1, masked, 0xF, _SOCK_STREAM)
    rule(seccomp.ALLOW, "socketpair", argument(0, seccomp.EQ, _AF_UNIX), stream)
    rule(seccomp.ALLOW, "prlimit64", argument(0, seccomp.EQ, 0))  # its own limits, which only fall
    for option in (*_PR_NAMES, *_PR_QUESTIONS):
        rule(seccomp.ALLOW, "prctl", argument(0, seccomp.EQ, option))
    for request in _TERMINAL_QUESTIONS:  # the kernel looks at the low 32 bits alone
        rule(seccomp.ALLOW, "ioctl", argument(1, masked, 0xFFFFFFFF, request))
    return _exported(filter_)


def _known(seccomp: object, name: str) -> bool:
    """Whether libseccomp knows a system call, and this architecture has it."""
    try:
        return int(seccomp.resolve_syscall(seccomp.Arch.NATIVE, name)) >= 0  # type: ignore[attr-defined]
    except (OSError, ValueError):
        return False


def _exported(filter_: object) -> bytes:
    descriptor = os.memfd_create("filter")
    with open(descriptor, "w+b") as file:
        filter_.export_bpf(file)  # type: ignore[attr-defined]
        file.seek(0)
        return file.read()
