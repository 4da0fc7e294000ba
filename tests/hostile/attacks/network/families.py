"""Makes a socket of every family and type there is. Not one may be had."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import socket

for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind).close()
            print("ESCAPED: family", family, "type", int(kind))
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
