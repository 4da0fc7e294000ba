"""Loads programs into the kernel: BPF, by both ways."""

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

number = {"x86_64": 321, "aarch64": 280}[platform.machine()]
attempt("a map", libc.syscall(number, 0, struct.pack("=5I", 2, 4, 8, 1, 0) + bytes(100), 120))
code = ctypes.create_string_buffer(struct.pack("=BBhiBBhi", 0xB7, 0, 0, 0, 0x95, 0, 0, 0))
words = ctypes.create_string_buffer(b"GPL")
program = struct.pack("=IIQQ", 1, 2, ctypes.addressof(code), ctypes.addressof(words)) + bytes(100)
attempt("a program", libc.syscall(number, 5, program, len(program)))
"""
]
