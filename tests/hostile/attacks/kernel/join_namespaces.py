"""Joins the namespaces of other processes."""

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

for target in (os.getppid() or 1, 1):
    try:
        process = os.pidfd_open(target)
    except OSError as error:
        print("held:", type(error).__name__)
        process = 0
    for flag in (0x10000000, 0x20000, 0x40000000, 0x7E020000):
        attempt(flag, libc.setns(process, flag))
"""
]
