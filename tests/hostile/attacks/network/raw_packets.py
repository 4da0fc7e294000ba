"""Listens to and forges packets below the protocols, as root may."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket

for family, kind, protocol in (
    (socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)),
    (socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3)),
    (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW),
    (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
):
    try:
        socket.socket(family, kind, protocol).close()
        print("ESCAPED: a raw socket")
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
