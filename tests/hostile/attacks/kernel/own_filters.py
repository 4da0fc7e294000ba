"""Undoes its restrictions: privileges, filters, dumpability, and answers to filtered calls."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import struct

libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
attempt("privileges", libc.prctl(38, 0, 0, 0, 0))
attempt("no filter", libc.prctl(22, 0, 0, 0, 0))
attempt("secure bits", libc.prctl(28, 0x2F, 0, 0, 0))
attempt("speculation", libc.prctl(53, 0, 2, 0, 0) if libc.prctl(52, 0, 0, 0, 0) & 4 else -1)
attempt("memory map", libc.prctl(35, 13, 0, 0, 0))
"""
]
