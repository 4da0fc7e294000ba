"""Sleeps for a day: that costs no processor time."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import time

time.sleep(86_400)
"""
]
