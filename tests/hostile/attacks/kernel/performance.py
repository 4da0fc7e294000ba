"""Counts and samples what the processor does for others."""

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
import struct

number = {"x86_64": 298, "aarch64": 241}[platform.machine()]
event = struct.pack("=IIQ", 1, 128, 0) + bytes(112)
for process, processor in ((0, -1), (-1, 0), (1, -1)):
    attempt("perf_event_open", libc.syscall(number, event, process, processor, -1, 0))
"""
]
