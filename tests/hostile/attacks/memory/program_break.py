"""Asks the kernel for memory itself, past every allocator."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)
libc.sbrk.restype = ctypes.c_ssize_t
for size in (2 << 30, 3 << 30):
    if libc.sbrk(ctypes.c_ssize_t(size)) == -1:
        print("held:", errno.errorcode[ctypes.get_errno()])
    else:
        print("ESCAPED:", size)
        libc.sbrk(ctypes.c_ssize_t(-size))
"""
]
