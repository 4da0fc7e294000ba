"""Each process forks eight times, and so do its children: 256 in all, orphans most of them."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os
import time

own = os.getpid()
for generation in range(8):
    try:
        os.fork()
    except OSError as error:
        print("held:", type(error).__name__)
if os.getpid() != own:
    time.sleep(20)
    os._exit(0)
"""
]
