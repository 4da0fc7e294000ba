"""Reads and writes the memory of its parent, whose addresses it knows: it has the same ones."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
mine = ctypes.create_string_buffer(64)
here = (ctypes.c_void_p * 2)(ctypes.addressof(mine), 64)
there = (ctypes.c_void_p * 2)(id(None), 64)
for target in (os.getppid() or 1, 1):
    for call in (libc.process_vm_readv, libc.process_vm_writev):
        # Writing back what was just read: it changes nothing.
        done = call(target, here, 1, there, 1, 0)
        print(f"ESCAPED: {done} bytes" if done > 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
"""
]
