"""Leaves POSIX shared memory and a message queue."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import ctypes
from multiprocessing import resource_tracker, shared_memory

resource_tracker.register = lambda *_: None
try:
    shared_memory.SharedMemory("left-by-a-student", create=True, size=64).buf[:4] = b"left"
except OSError as error:
    print("held:", type(error).__name__)
libc = ctypes.CDLL(None, use_errno=True)
print("left" if libc.mq_open(b"/left-by-a-student", 0o102, 0o666, None) >= 0 else "held: no queue")
"""
]
LATER = [
    """
import ctypes
from multiprocessing import resource_tracker, shared_memory

resource_tracker.register = resource_tracker.unregister = lambda *_: None
try:
    found = shared_memory.SharedMemory("left-by-a-student")
    print("ESCAPED: found", bytes(found.buf[:4]))
    found.unlink()
except OSError as error:
    print("held:", type(error).__name__)
libc = ctypes.CDLL(None, use_errno=True)
print("ESCAPED: a queue" if libc.mq_open(b"/left-by-a-student", 0) >= 0 else "held: no queue")
libc.mq_unlink(b"/left-by-a-student")
"""
]
