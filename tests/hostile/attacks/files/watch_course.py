"""Watches the course's folder for what is opened there: inotify needs no open file."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
watcher = libc.inotify_init1(0)
if watcher < 0:
    print("held:", errno.errorcode[ctypes.get_errno()])
for path in ("{course}", "{host}", "{course}/gradebook.db"):
    if libc.inotify_add_watch(watcher, path.encode(), 0xFFF) >= 0:
        print("ESCAPED: watches", path)
    else:
        print("held:", errno.errorcode[ctypes.get_errno()])
"""
]
