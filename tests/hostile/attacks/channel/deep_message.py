"""Sends a message that is nested two million deep, and one with a billion elements announced."""

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

for number in range(1, 12):
    write(struct.pack("<II", 2_000_000, number) + b"\\x91" * 2_000_000)
    write(struct.pack("<II", 5, number) + b"\\xdd\\x3b\\x9a\\xca\\x00")
"""
]
