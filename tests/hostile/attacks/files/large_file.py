"""Writes one file of 300 MB, as fast as it can."""

OUTCOME = "either"
STOCK = True
CELLS = [
    """
import os

written = 0
file = os.open("large", os.O_WRONLY | os.O_CREAT, 0o600)
try:
    while written < 300 << 20:
        written += os.write(file, bytes(4 << 20))
    print("ESCAPED: wrote 300 MB")
except OSError as error:
    print("held:", type(error).__name__)
finally:
    os.close(file)
    os.remove("large")
"""
]
