"""Leaves a child that keeps every descriptor open, and goes: nobody may wait for the child."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import os
import time

try:
    if os.fork() == 0:
        os.setsid()
        time.sleep(20)
        os._exit(0)
except OSError as error:
    print("held:", type(error).__name__)
os._exit(0)
"""
]
