"""Sends without connecting: UDP, broadcast and multicast, which rules for TCP don't see."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import socket

for address in (("127.0.0.1", {port}), ("255.255.255.255", 9), ("224.0.0.251", 5353)):
    try:
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sender.sendto(b"secret", address)
        print("ESCAPED: sent to", address)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
