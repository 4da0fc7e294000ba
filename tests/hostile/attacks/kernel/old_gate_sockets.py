"""Makes a socket, opens a file and starts a program by the gate for 32-bit programs (x86-64)."""

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
import struct

if platform.machine() == "x86_64":
    low = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40
    try:
        page = mmap.mmap(-1, 4096, flags=low, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        place = ctypes.addressof(ctypes.c_char.from_buffer(page))
        for name, number, first in (("socket", 359, 2), ("fork", 2, 0), ("unshare", 310, 0x10000000)):
            code = b"\\x53\\xb8" + struct.pack("<I", number) + b"\\xbb" + struct.pack("<I", first)
            page.seek(0)
            page.write(code + b"\\xb9\\x01\\x00\\x00\\x00\\x31\\xd2\\xcd\\x80\\x5b\\xc3")
            result = ctypes.CFUNCTYPE(ctypes.c_int)(place)()
            if name == "fork" and result == 0:
                import os

                os._exit(0)
            print("ESCAPED:" if result >= 0 else "held:", name, result)
    except OSError as error:
        print("held:", type(error).__name__)
print("held: asked")
"""
]
