"""Watches the whole file system, with a right to refuse others their files."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

for flags in (0, 4, 8, 0x200):
    watcher = libc.fanotify_init(flags, 0)
    attempt("fanotify", watcher)
"""
]
