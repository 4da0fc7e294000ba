"""Lets a thread write to the channel when the answers are asked for."""

OUTCOME = "caught"
STOCK = False
CELLS = [
    """
import os
import socket
import struct

def sockets():
    for number in range(3, 1024):
        try:
            with socket.socket(fileno=os.dup(number)) as end:
                peer = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            if struct.unpack("3i", peer)[0] != os.getpid():  # the event loop's own pair
                yield number
        except OSError:
            pass

def write(data):
    for number in sockets():
        rest = data
        try:
            os.set_blocking(number, True)
            while rest:
                rest = rest[os.write(number, rest):]
        except OSError as error:
            print("held:", type(error).__name__)

import threading

def late():
    import time

    time.sleep(0.5)
    write(b"\\xff" * 4096)

threading.Thread(target=late, daemon=True).start()
"""
]
ANSWER = """
import time

def double(x):
    time.sleep(0.6)
    return 2 * x
"""
