"""Sends to the host's socket with a path by raw system calls, from pairs of every type."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
    for flags in (0, socket.SOCK_CLOEXEC, socket.SOCK_NONBLOCK):
        try:
            end, other = socket.socketpair(socket.AF_UNIX, kind | flags)
            end.sendmsg([b"secret"], [], 0, "{doors}/datagrams")
            other.setblocking(False)
            print("held: it went to the other end", other.recv(10))
        except BlockingIOError:
            print("ESCAPED: sent by type", int(kind))
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
