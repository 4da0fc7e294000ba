"""Sends descriptors along, thousands of them, that the grader would have to close."""

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

for number in sockets():
    end = socket.socket(fileno=os.dup(number))
    for _ in range(50):
        try:
            socket.send_fds(end, [b"\\xff"], [0] * 100)
        except OSError as error:
            print("held:", type(error).__name__)
            break
"""
]
