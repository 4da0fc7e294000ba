"""Writes bytes that mean nothing to every descriptor."""

OUTCOME = "caught"
STOCK = False
CELLS = [
    """
import os

for number in range(3, 1024):
    try:
        os.write(number, b"\\xff" * 4096)
    except OSError:
        pass
"""
]
