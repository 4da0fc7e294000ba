"""Makes POSIX message queues, shared memory and semaphores with names."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

import multiprocessing.shared_memory

attempt("a queue", libc.mq_open(b"/planted", 0o102, 0o600, None))
libc.mq_unlink(b"/planted")
try:
    made = multiprocessing.shared_memory.SharedMemory("planted", create=True, size=4096)
    print("ESCAPED: shared memory")
    made.unlink()
except OSError as error:
    print("held:", type(error).__name__)
libc.sem_open.restype = ctypes.c_void_p
print("ESCAPED: a semaphore" if libc.sem_open(b"/planted", 0o102, 0o600, 1) else "held: no semaphore")
libc.sem_unlink(b"/planted")
"""
]
