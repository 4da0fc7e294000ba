"""Stops its own process, which then reacts to nothing."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
"""
]
