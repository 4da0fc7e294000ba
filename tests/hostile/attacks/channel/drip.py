"""Sends a long message a byte at a time, so that something always comes."""

OUTCOME = "ended"
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

import time

write(struct.pack("<II", 1 << 20, 2))
while True:
    write(b"x")
    time.sleep(0.05)
"""
]
