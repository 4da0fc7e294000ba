"""Takes open descriptors out of its parent, by the handle of a process."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
for target in (os.getppid() or 1, 1):
    try:
        process = os.pidfd_open(target)
    except OSError as error:
        print("held:", type(error).__name__)
        continue
    for number in range(10):
        stolen = libc.syscall(438, process, number, 0)
        print(f"ESCAPED: {number}" if stolen >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
"""
]
