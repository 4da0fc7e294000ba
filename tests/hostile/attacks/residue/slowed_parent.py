"""Slows the process that all students' come from down; the next one inherits it."""

OUTCOME = "held"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import os

parent = os.getppid()
for change in (
    lambda: os.setpriority(os.PRIO_PROCESS, parent or 1, 7),
    lambda: os.setpriority(os.PRIO_PGRP, os.getpgid(parent or 1), 7),
    lambda: os.sched_setaffinity(parent or 1, {0}),
):
    try:
        change()
    except OSError as error:
        print("held:", type(error).__name__)
print("held: see who comes next")
"""
]
LATER = [
    """
import os

print("ESCAPED: slower" if os.getpriority(os.PRIO_PROCESS, 0) == 7 else "held: as before")
"""
]
