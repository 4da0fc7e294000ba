"""Writes 300 MB past sys.stdout, to descriptor 1 itself."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

written = 0
try:
    while written < 300 << 20:
        written += os.write(1, bytes(1 << 20))
    print("ESCAPED: wrote", written)
except OSError as error:
    print("held:", type(error).__name__)
"""
]
