"""Closes one half of the channel, and goes on with the other."""

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
    try:
        end.shutdown(socket.SHUT_WR)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
