"""Locks its pages into memory, so that others have to make room."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import mmap

libc = ctypes.CDLL(None, use_errno=True)
room = mmap.mmap(-1, 256 << 20)
place = ctypes.addressof(ctypes.c_char.from_buffer(room))
for name, done in (
    ("mlock", lambda: libc.mlock(ctypes.c_void_p(place), 256 << 20)),
    ("mlockall", lambda: libc.mlockall(3)),
):
    print(f"ESCAPED: {name}" if done() == 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
"""
]
