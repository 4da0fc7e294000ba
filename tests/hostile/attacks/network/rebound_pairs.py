"""Gives one end of a socket pair a name, so that somebody else can speak to it."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    try:
        end, other = socket.socketpair(socket.AF_UNIX, kind)
        end.bind("\\0meeting-point")
        print("held: bound, but who could know?") if kind == socket.SOCK_STREAM else None
        caller, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        caller.sendto(b"hello", "\\0{doors}/datagrams")
        print("ESCAPED: reached the host")
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
