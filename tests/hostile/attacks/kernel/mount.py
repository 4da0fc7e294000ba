"""Mounts file systems: a fresh /proc, memory, another folder, the same one writable."""

OUTCOME = "held"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import os

os.makedirs("here", exist_ok=True)
for name, arguments in (
    ("proc", (b"proc", b"here", b"proc", 0, None)),
    ("tmpfs", (b"tmpfs", b"here", b"tmpfs", 0, None)),
    ("sysfs", (b"sysfs", b"here", b"sysfs", 0, None)),
    ("bind", (b"/", b"here", None, 4096, None)),
    ("writable", (None, b"/", None, 32 | 4096, None)),
):
    attempt(name, libc.mount(*arguments))
attempt("umount", libc.umount2(b"here", 2))
attempt("umount", libc.umount2(b"/tmp", 2))
"""
]
