"""Makes a child in new namespaces: the flags are clone's, not unshare's."""

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
import struct

clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x7E020000):
    child = libc.syscall(clone, flag | 17, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    attempt(hex(flag), child)
    arguments = struct.pack("11Q", flag, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
    child = libc.syscall(435, arguments, len(arguments))
    if child == 0:
        os._exit(0)
    attempt(hex(flag), child)
"""
]
