"""Answers the kernel's page faults itself, a classic help for winning races."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import platform

number = {"x86_64": 323, "aarch64": 282}[platform.machine()]
attempt("userfaultfd", libc.syscall(number, 0))
attempt("userfaultfd", libc.syscall(number, 1))
"""
]
