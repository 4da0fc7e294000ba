"""Parks data in the kernel: pipes and sockets made as large as they get."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import fcntl
import os
import socket

kept, parked = [], 0
try:
    while parked < 300 << 20:
        reading, writing = os.pipe()
        kept += [reading, writing]
        for size in (16 << 20, 1 << 20):
            try:
                fcntl.fcntl(writing, 1031, size)
                break
            except OSError:
                pass
        os.set_blocking(writing, False)
        parked += os.write(writing, bytes(16 << 20))
    print("ESCAPED:", parked)
except OSError as error:
    print("held:", type(error).__name__)
for number in kept:
    os.close(number)
"""
]
