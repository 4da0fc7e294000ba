"""Leaves a key in the kernel's key ring of the account; the next student looks for it."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
add = {"x86_64": 248, "aarch64": 217}[platform.machine()]
for ring in (-3, -4, -5):
    if libc.syscall(add, b"user", b"left-by-a-student", b"left", 4, ring) < 0:
        print("held:", ctypes.get_errno())
"""
]
LATER = [
    """
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
control = {"x86_64": 250, "aarch64": 219}[platform.machine()]
for ring in (-3, -4, -5):
    found = libc.syscall(control, 10, ring, b"user", b"left-by-a-student", 0)
    print("ESCAPED: found" if found > 0 else "held:", ctypes.get_errno())
    if found > 0:
        libc.syscall(control, 21, found)
"""
]
