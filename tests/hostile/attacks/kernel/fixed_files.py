"""Makes a file of its own unchangeable, so that nobody can clean up."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import fcntl
import os
import struct

for name in ("fixed", "."):
    opened = os.open(name, os.O_RDONLY | (os.O_CREAT if name == "fixed" else 0), 0o600)
    try:
        fcntl.ioctl(opened, 0x40086602, struct.pack("=Q", 0x10))
        print("ESCAPED: unchangeable")
        fcntl.ioctl(opened, 0x40086602, struct.pack("=Q", 0))
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
