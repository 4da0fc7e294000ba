"""Calls the kernel by the gate for 32-bit programs, whose numbers mean other things (x86-64)."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import mmap
import platform

if platform.machine() == "x86_64":
    try:
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")
        call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        attempt("getpid by int 0x80", call())
    except OSError as error:
        print("held:", type(error).__name__)
print("held: asked")
"""
]
