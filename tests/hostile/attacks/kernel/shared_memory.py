"""Makes System V shared memory, semaphores and message queues."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

for name, made in (
    ("shared memory", lambda: libc.shmget(0x5EC7E7, 4096, 0o1666)),
    ("semaphores", lambda: libc.semget(0x5EC7E7, 1, 0o1666)),
    ("messages", lambda: libc.msgget(0x5EC7E7, 0o1666)),
):
    result = made()
    attempt(name, result)
    if result >= 0:
        {"shared memory": libc.shmctl, "messages": libc.msgctl}.get(name, lambda *_: None)(result, 0, None)
        libc.semctl(result, 0, 0) if name == "semaphores" else None
"""
]
