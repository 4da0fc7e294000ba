"""Connects to the host's abstract socket, and offers one itself. No folder guards these names."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import socket

try:
    socket.socket(socket.AF_UNIX).connect("\\0{doors}/stream")
    print("ESCAPED: connected")
except OSError as error:
    print("held:", type(error).__name__)
try:
    offered = socket.socket(socket.AF_UNIX)
    offered.bind("\\0offered")
    offered.listen()
    print("ESCAPED: offers a socket")
except OSError as error:
    print("held:", type(error).__name__)
"""
]
