"""Types into the terminal of whoever runs the grader."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import fcntl
import os

for path in (None, "/dev/tty", "/dev/console", "/dev/pts/0"):
    try:
        number = 0 if path is None else os.open(path, os.O_RDWR | os.O_NOCTTY)
    except OSError as error:
        print("held:", type(error).__name__)
        continue
    for request in (0x5412, 0x541C, 0x5423):
        try:
            fcntl.ioctl(number, request, b" ")
            print("ESCAPED: typed")
        except OSError as error:
            print("held:", type(error).__name__)
libc.ioctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_char_p]
for request in (0x100005412, 0xFFFFFFFF00005412):
    for number in (0, 1, 2):
        attempt("typed", libc.ioctl(number, request, b" "))
"""
]
