"""Installs a filter that passes calls on to a listener, to answer them itself, and one that allows all."""

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

number = {"x86_64": 317, "aarch64": 277}[platform.machine()]
for verdict in (0x7FC00000, 0x7FFF0000):
    code = ctypes.create_string_buffer(struct.pack("=HBBI", 0x06, 0, 0, verdict))
    program = ctypes.create_string_buffer(struct.pack("=HxxxxxxQ", 1, ctypes.addressof(code)))
    if verdict == 0x7FFF0000:
        libc.syscall(number, 1, 0, program)
        attempt("a socket in spite of the first filter", libc.socket(2, 1, 0))
        attempt("another root", libc.chroot(b"/"))
print("held: asked")
"""
]
