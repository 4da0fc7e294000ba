"""Waits for what never comes: a pipe's other end, a lock, a queue."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import os

os.mkfifo("nobody")
open("nobody").read()
""",
    """
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
""",
    """
import os

reading, _writing = os.pipe()
os.read(reading, 1)
""",
]
