"""Loops when an object is thrown away, and when garbage is collected."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import gc

class Last:
    def __del__(self):
        while True:
            pass

kept = Last()
kept.itself = kept
del kept
gc.collect()
"""
]
