"""Keeps data in files that exist in memory alone, and belong to no process's size."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import os

kept, written = [], 0
try:
    for number in range(48):
        kept.append(os.memfd_create(f"kept-{number}"))
        for _ in range(8):
            written += os.write(kept[-1], bytes(4 << 20))
    print("ESCAPED:", written)
except OSError as error:
    print("held:", type(error).__name__)
for number in kept:
    os.close(number)
"""
]
