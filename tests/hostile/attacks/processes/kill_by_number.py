"""Tries the numbers of processes one after the other, and kills what answers."""

OUTCOME = "held"
STOCK = False
DANGEROUS = True
CELLS = [
    """
import os
import signal

for target in range(2, 40_000):
    if target not in (os.getpid(), os.getppid()):
        try:
            os.kill(target, 0)
            os.kill(target, signal.SIGKILL)
            print("ESCAPED: killed", target)
        except OSError:
            pass
print("held: nobody there")
"""
]
