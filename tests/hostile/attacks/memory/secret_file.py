"""Keeps data in secret memory, and asks for huge pages."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import mmap

libc = ctypes.CDLL(None, use_errno=True)
made = libc.syscall(447, 0)
print("ESCAPED: secret memory" if made >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
for size in (1 << 21, 1 << 30):
    try:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000)[0] = 1
        print("ESCAPED: huge pages")
    except (OSError, MemoryError) as error:
        print("held:", type(error).__name__)
"""
]
