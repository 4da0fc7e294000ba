"""Reads the grader's questions itself, before they are answered."""

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

def steal():
    for number in sockets():
        try:
            os.set_blocking(number, True)
            print(os.read(number, 1 << 20))
        except OSError as error:
            print("held:", type(error).__name__)

for _ in range(4):
    threading.Thread(target=steal, daemon=True).start()
"""
]
