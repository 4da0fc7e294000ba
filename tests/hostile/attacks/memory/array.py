"""Fills an array of three gigabytes."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import numpy as np

try:
    print("ESCAPED:", np.ones(3 << 27).nbytes)
except MemoryError as error:
    print("held:", type(error).__name__)
"""
]
