"""Has the kernel send signals for it: whoever owns a descriptor gets one when something can be read there."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import fcntl
import os
import signal
import socket
import time

parent = os.getppid()
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, 0):
    for target in {parent or 1, 1} if parent != 1 else {1}:
        near, far = socket.socketpair()
        try:
            fcntl.fcntl(near, fcntl.F_SETOWN, target)
            fcntl.fcntl(near, fcntl.F_SETSIG, number)
            fcntl.fcntl(near, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
            far.send(b"x")
        except OSError as error:
            print("held:", type(error).__name__)
time.sleep(0.3)
print("held: still here" if os.getppid() == parent else "ESCAPED: the parent is gone")
"""
]
DANGEROUS = True
