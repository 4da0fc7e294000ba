"""Kills its own process group: nobody but itself may be in it."""

OUTCOME = "either"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import os
import signal

os.killpg(0, signal.SIGKILL)
"""
]
