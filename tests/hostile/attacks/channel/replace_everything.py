"""Puts a pipe of its own in the place of every descriptor."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import os

reading, writing = os.pipe()
for number in range(3, 256):
    if number not in (reading, writing):
        try:
            os.fstat(number)
            os.dup2(writing, number)
        except OSError:
            pass
"""
]
