"""Shares the memory out: ten children with 200 MB each, all at once."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import time

reading, writing = os.pipe()
try:
    for number in range(10):
        if os.fork() == 0:
            kept = bytearray(b"x") * (200 << 20)
            os.write(writing, b"x")
            time.sleep(6)
            os._exit(0)
except OSError as error:
    print("held:", type(error).__name__)
os.close(writing)
os.set_blocking(reading, False)
time.sleep(2.5)
try:
    full = len(os.read(reading, 10))
except BlockingIOError:
    full = 0
print("ESCAPED: two gigabytes" if full == 10 else "held: not all of them")
"""
]
