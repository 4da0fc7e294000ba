"""Leaves the loop to children, and answers in time itself."""

OUTCOME = "either"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import os

try:
    for _ in range(4):
        if os.fork() == 0:
            while True:
                pass
except OSError as error:
    print("held:", type(error).__name__)
"""
]
