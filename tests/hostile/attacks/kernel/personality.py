"""Turns the layout of memory predictable, and data executable."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

for wanted in (0x0040000, 0x0400000, 0x0100000):
    attempt(hex(wanted), libc.personality(wanted))
libc.personality(0)
"""
]
