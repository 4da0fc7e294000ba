"""Cancels the signal that ends it with its parent, adopts orphans and ignores hang-ups, then forks."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import ctypes
import os
import signal
import time

libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(1, 0, 0, 0, 0)
libc.prctl(36, 1, 0, 0, 0)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
try:
    if os.fork() == 0:
        os.setpgid(0, 0)
        time.sleep(20)
        os._exit(0)
except OSError as error:
    print("held:", type(error).__name__)
"""
]
