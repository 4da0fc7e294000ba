"""Slows its parent and the whole account down: niceness, scheduling, processors."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

parent = os.getppid() or 1
for change in (
    lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
    lambda: os.setpriority(os.PRIO_USER, os.getuid(), 1),
    lambda: os.sched_setaffinity(parent, {0}),
    lambda: os.sched_setscheduler(parent, os.SCHED_IDLE, os.sched_param(0)),
):
    try:
        change()
        print("ESCAPED: changed it")
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
DANGEROUS = True
