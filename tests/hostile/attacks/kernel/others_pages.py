"""Moves, advises and counts the memory pages of its parent."""

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

migrate, move = {"x86_64": (256, 279), "aarch64": (238, 239)}[platform.machine()]
nodes = ctypes.create_string_buffer(b"\\x01" + bytes(7))
parent = os.getppid() or 1
status = ctypes.c_int(0)
page = (ctypes.c_void_p * 1)(id(None) & ~4095)
attempt("migrate_pages", libc.syscall(migrate, parent, 8, nodes, nodes))
attempt("move_pages", libc.syscall(move, parent, 1, page, None, ctypes.byref(status), 0))
try:
    process = os.pidfd_open(parent)
except OSError as error:
    print("held:", type(error).__name__)
    process = -1
parts = (ctypes.c_void_p * 2)(id(None) & ~4095, 4096)
attempt("process_madvise", libc.syscall(440, process, parts, 1, 20, 0))
attempt("process_mrelease", libc.syscall(448, process, 0))
"""
]
