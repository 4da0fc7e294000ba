"""Calls the kernel by its numbers for x32 (x86-64; elsewhere it has none)."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import platform

if platform.machine() == "x86_64":
    for number in (39, 41, 57, 59, 272):
        result = libc.syscall(0x40000000 + number, 2, 1, 0, 0, 0)
        if result == 0 and number == 57:
            import os

            os._exit(0)
        attempt(number, result)
print("held: asked")
"""
]
