"""Has the kernel open files and sockets by itself: io_uring needs no system call for it."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

parameters = ctypes.create_string_buffer(120)
attempt("io_uring_setup", libc.syscall(425, 8, parameters))
attempt("io_uring_enter", libc.syscall(426, 3, 0, 0, 0, 0, 0))
attempt("io_uring_register", libc.syscall(427, 3, 0, 0, 0))
"""
]
