"""Shares the memory out: ten children with 200 MB each, all at once."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import select
import time

end = time.monotonic() + 1.0
reading, writing = os.pipe()
try:
    for number in range(10):
        if os.fork() == 0:
            kept = bytearray(b"x") * (200 << 20)
            os.write(writing, b"x")
            time.sleep(3)
            os._exit(0)
except OSError as error:
    print("held:", type(error).__name__)
os.close(writing)
full = 0
while full < 10 and select.select([reading], [], [], max(end - time.monotonic(), 0))[0]:
    some = len(os.read(reading, 10))
    if not some:
        break
    full += some
print("ESCAPED: two gigabytes" if full == 10 else "held: not all of them")
"""
]
