"""Closes, replaces and breaks the streams that its outputs are collected from."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os
import sys

sys.stdout.close()
sys.stdout = sys.stderr = None
print("into nothing")
""",
    """
import os

for number in (0, 1, 2):
    os.close(number)
open("/dev/null")
""",
]
