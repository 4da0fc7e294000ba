"""Swaps the root for a folder of its own."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import os

os.makedirs("here/old", exist_ok=True)
attempt("pivot_root", libc.pivot_root(b"here", b"here/old"))
attempt("pivot_root", libc.pivot_root(b".", b"."))
attempt("chroot", libc.chroot(b"/"))
"""
]
