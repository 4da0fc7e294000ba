"""Asks for the processor's own ports and tables (x86-64; elsewhere there are none)."""

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

if platform.machine() == "x86_64":
    attempt("iopl", libc.iopl(3))
    attempt("ioperm", libc.ioperm(0x80, 1, 1))
    attempt("modify_ldt", libc.syscall(154, 1, struct.pack("=4I", 0, 0, 0xFFF, 0x11), 16))
print("held: asked")
"""
]
