"""Puts itself before everybody else: niceness, real time, disk priority."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import os
import platform

for change in (
    lambda: os.nice(-10),
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -10),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
    lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(50)),
):
    try:
        change()
        print("ESCAPED: went first")
    except OSError as error:
        print("held:", type(error).__name__)
libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 251, "aarch64": 30}[platform.machine()]
done = libc.syscall(number, 1, 0, 1 << 13)
print("ESCAPED: the disk is its own" if done >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
"""
]
