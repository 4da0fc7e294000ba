"""Sets the clock and the machine's name."""

OUTCOME = "held"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import struct
import time

now = struct.pack("=qq", int(time.time()), 0)
attempt("settimeofday", libc.settimeofday(now, None))
attempt("clock_settime", libc.clock_settime(0, now))
attempt("adjtimex", libc.adjtimex(struct.pack("=I", 0x8000) + bytes(300)))
attempt("sethostname", libc.sethostname(b"planted", 7))
attempt("setdomainname", libc.setdomainname(b"planted", 7))
"""
]
