"""Takes protocols that filters for TCP and UDP forget: multipath TCP, SCTP, UDP-Lite, DCCP, ping."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket

for name, kind, protocol in (
    ("multipath TCP", socket.SOCK_STREAM, 262),
    ("SCTP", socket.SOCK_STREAM, 132),
    ("UDP-Lite", socket.SOCK_DGRAM, 136),
    ("DCCP", 6, 33),
    ("ping", socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
    ("TCP", socket.SOCK_STREAM, 6),
):
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.socket(family, kind, protocol).close()
            print("ESCAPED:", name)
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
