"""Lets a thread write to the channel when the answers are asked for."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os
import socket
import stat
import struct

def sockets():
    for number in range(3, 1024):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                yield number
        except OSError:
            pass

def write(data):
    for number in sockets():
        try:
            os.set_blocking(number, True)
            while data:
                data = data[os.write(number, data):]
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
