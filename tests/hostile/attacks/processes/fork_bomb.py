"""Forks 300 times; each child sleeps 20 seconds. Either there is no fork, or few of them."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import time

children = 0
try:
    for number in range(300):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        children += 1
    print("ESCAPED: 300 processes")
except OSError as error:
    print("held:", type(error).__name__)
"""
]
