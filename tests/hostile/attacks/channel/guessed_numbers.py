"""Answers all questions before they are asked, by each number that they could have."""

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

answer = bytes([0x93, 0xA3]) + b"ran" + bytes([0x90, 0x01])
for number in range(1, 500):
    write(struct.pack("<II", len(answer), number) + answer)
"""
]
