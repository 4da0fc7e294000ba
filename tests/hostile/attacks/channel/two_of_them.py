"""Forks in the middle of a cell and lets both go on: only one may answer."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os

own = os.getpid()
try:
    os.fork()
    os.getpid = lambda: own
except OSError as error:
    print("held:", type(error).__name__)
print("one of two")
"""
]
