"""Reads and clears the kernel's log."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

text = ctypes.create_string_buffer(1 << 16)
for action in (3, 10, 9):
    attempt("syslog", libc.klogctl(action, text, len(text)))
"""
]
