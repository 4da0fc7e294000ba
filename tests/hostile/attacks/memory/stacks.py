"""Gives threads stacks of 256 MB, and uses them."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import threading
import time

try:
    threading.stack_size(256 << 20)
    for number in range(12):
        threading.Thread(target=time.sleep, args=(10,), daemon=True).start()
    print("ESCAPED: three gigabytes of stacks")
except (RuntimeError, MemoryError, ValueError) as error:
    print("held:", type(error).__name__)
"""
]
