"""Attaches to the process that it was forked from as a debugger does."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
for target in {os.getppid() or 1, 1}:
    result = libc.ptrace(0x4206, target, None, None)
    print(f"ESCAPED: traces {target}" if result == 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
result = libc.ptrace(0, 0, None, None)
print("ESCAPED: is traced" if result == 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
"""
]
