"""Kills the process that it was forked from. That has to stay, or nobody after it is graded."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import signal
import time

parent = os.getppid()
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGKILL):
    try:
        os.kill(parent, number) if parent else print("held: no parent to see")
    except OSError as error:
        print("held:", type(error).__name__)
time.sleep(0.3)
print("held: still here" if os.getppid() == parent else "ESCAPED: the parent is gone")
"""
]
