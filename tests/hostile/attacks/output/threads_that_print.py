"""Prints from fifty threads, in this cell and in those after it."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import threading
import time

def chatter():
    end = time.monotonic() + 1
    while time.monotonic() < end:
        print("x" * 1000)

threading.stack_size(256 << 10)
for _ in range(50):
    try:
        threading.Thread(target=chatter, daemon=True).start()
    except RuntimeError as error:
        print("held:", type(error).__name__)
        break
"""
]
