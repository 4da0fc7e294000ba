"""Loops without end and catches whatever would end it."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import time

while True:
    try:
        while True:
            time.sleep(0.1)
    except BaseException:
        pass
"""
]
