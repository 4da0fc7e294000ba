"""Looks for a folder or a file behind every inherited descriptor, and goes out through it."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import stat

for number in range(1024):
    try:
        status = os.fstat(number)
    except OSError:
        continue
    if stat.S_ISDIR(status.st_mode):
        print("ESCAPED: a folder at", number, os.listdir(number)[:5])
    elif stat.S_ISREG(status.st_mode) and number > 2:
        print("ESCAPED: a file at", number, os.pread(number, 100, 0))
    else:
        print("held: nothing to read at", number)
"""
]
