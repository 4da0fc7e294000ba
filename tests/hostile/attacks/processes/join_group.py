"""Moves into its parent's process group and session, and kills that from within."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

parent = os.getppid()
for join in (
    lambda: os.setpgid(0, os.getpgid(parent) if parent else 1),
    lambda: os.setpgid(parent or 1, os.getpid()),
    lambda: os.tcsetpgrp(0, os.getpid()),
):
    try:
        join()
        print("ESCAPED: joined")
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
