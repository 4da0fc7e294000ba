"""Leaves a process that listens on an abstract socket; the next student asks it."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os
import socket
import time

try:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("\\0left-by-a-student")
    listening.listen()
except OSError as error:
    print("held:", type(error).__name__)
try:
    if os.fork() == 0:
        os.setsid()
        time.sleep(15)
        os._exit(0)
except OSError as error:
    print("held:", type(error).__name__)
"""
]
LATER = [
    """
import socket

try:
    socket.socket(socket.AF_UNIX).connect("\\0left-by-a-student")
    print("ESCAPED: somebody answers")
except OSError as error:
    print("held:", type(error).__name__)
"""
]
