"""Leaves shared memory of System V with a key that the next student knows."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
made = libc.shmget(0x1EF7, 4096, 0o1666)
if made >= 0:
    ctypes.memmove(libc.shmat(made, None, 0), b"left behind", 12)
else:
    print("held:", ctypes.get_errno())
"""
]
LATER = [
    """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
found = libc.shmget(0x1EF7, 4096, 0)
if found >= 0:
    print("ESCAPED: found", ctypes.string_at(libc.shmat(found, None, 0)))
    libc.shmctl(found, 0, None)
else:
    print("held:", ctypes.get_errno())
"""
]
