"""Stops the process that it was forked from, without killing it: the next job would wait forever."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import signal

parent = os.getppid()
for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGSTOP):
    try:
        os.kill(parent, number) if parent else print("held: no parent to see")
    except OSError as error:
        print("held:", type(error).__name__)
print("held: see who comes next")
"""
]
