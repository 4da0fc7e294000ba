"""Sends a signal to every process that it may, and to the first of all."""

OUTCOME = "held"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import os
import signal
import time

for target, number in ((1, signal.SIGKILL), (1, signal.SIGTERM), (-1, signal.SIGTERM), (-1, signal.SIGKILL)):
    try:
        os.kill(target, number)
    except OSError as error:
        print("held:", type(error).__name__)
time.sleep(0.3)
print("held: still here")
"""
]
