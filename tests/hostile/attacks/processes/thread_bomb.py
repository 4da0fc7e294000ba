"""Starts a thousand threads with small stacks, each asleep for 20 seconds."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import threading
import time

threading.stack_size(64 << 10)
started = 0
try:
    for number in range(1000):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        started += 1
    print("ESCAPED: 1000 threads")
except (RuntimeError, MemoryError) as error:
    print("held:", type(error).__name__)
"""
]
