"""Compares its resources with other processes', which tells addresses in the kernel."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import os
import platform

number = {"x86_64": 312, "aarch64": 272}[platform.machine()]
for kind in range(7):
    attempt("kcmp", libc.syscall(number, os.getpid(), os.getppid() or 1, kind, 0, 0))
"""
]
