"""Speaks to the hypervisor and to the kernel's ciphers: sockets that no network rule is about."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket

for make in (
    lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).connect((2, 1024)),
    lambda: socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET).bind(("hash", "sha256")),
    lambda: socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW),
    lambda: socket.socket(socket.AF_TIPC, socket.SOCK_RDM),
    lambda: socket.socket(socket.AF_QIPCRTR, socket.SOCK_DGRAM),
    lambda: socket.socket(44, socket.SOCK_RAW),
):
    try:
        make()
        print("ESCAPED: a socket")
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
