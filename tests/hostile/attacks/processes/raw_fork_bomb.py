"""Forks by raw system calls, past whatever watches os.fork: clone, clone3, fork and vfork."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import os
import platform
import struct
import time

libc = ctypes.CDLL(None, use_errno=True)
clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
arguments = ctypes.create_string_buffer(struct.pack("11Q", 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0))
calls = {"clone": (clone, 17, 0, 0, 0, 0), "clone3": (435, arguments, 88)}
if platform.machine() == "x86_64":
    calls["fork"] = (57,)
for name, call in calls.items():
    children = 0
    for number in range(100):
        child = libc.syscall(*call)
        if child == 0:
            time.sleep(20)
            os._exit(0)
        if child < 0:
            print("held:", errno.errorcode[ctypes.get_errno()])
            break
        children += 1
    if children == 100:
        print("ESCAPED:", name)
"""
]
