"""Turns swap on, accounting on and the machine off."""

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

import os

for name in ("swap", "account"):
    with open(name, "wb") as file:
        file.write(bytes(1 << 16))
attempt("swapon", libc.swapon(os.path.abspath("swap").encode(), 0))
attempt("swapoff", libc.swapoff(os.path.abspath("swap").encode()))
attempt("acct", libc.acct(os.path.abspath("account").encode()))
attempt("quotactl", libc.quotactl(0x800001 << 8, None, 0, None))
attempt("vhangup", libc.vhangup())
attempt("reboot", libc.reboot(0))
"""
]
