"""Asks for memory and reads it before it is written: what was there before?"""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import numpy as np

kept = bytearray(b"EARLIER-JOB-89abcdef" * 1_000_000)
del kept
print("held: given back")
"""
]
LATER = [
    """
import numpy as np

mark = b"EARLIER" + b"-JOB-"
found = 0
for size in (100, 10_000, 1_000_000, 50_000_000):
    for _ in range(5):
        found += np.empty(size, dtype=np.uint8).tobytes().count(mark)
print("ESCAPED: found" if found else "held: found", found)
"""
]
