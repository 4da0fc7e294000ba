"""Forks twice into a session of its own, to go on working when everybody is gone. It must not."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os
import signal
import time

try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(1, 32):
                if number not in (signal.SIGKILL, signal.SIGSTOP):
                    signal.signal(number, signal.SIG_IGN)
            time.sleep(20)
        os._exit(0)
    print("a daemon is left")
except OSError as error:
    print("held:", type(error).__name__)
"""
]
