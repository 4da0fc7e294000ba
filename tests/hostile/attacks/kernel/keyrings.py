"""Keeps and looks for secrets in the kernel's key rings, which processes of an account share."""

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

add, request, control = {"x86_64": (248, 249, 250), "aarch64": (217, 218, 219)}[platform.machine()]
for ring in (-1, -2, -3, -4, -5):
    attempt("add_key", libc.syscall(add, b"user", b"planted", b"secret", 6, ring))
attempt("request_key", libc.syscall(request, b"user", b"planted", None, 0))
attempt("keyctl", libc.syscall(control, 0, -4, 1))
attempt("keyctl", libc.syscall(control, 1, b"joined"))
"""
]
