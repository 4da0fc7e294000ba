"""Asks the kernel over netlink for interfaces, routes, processes and audit records."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket

for protocol in (0, 4, 6, 9, 11, 12, 15, 16):
    try:
        asking = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        asking.bind((0, 0))
        print("ESCAPED: netlink", protocol)
    except OSError as error:
        print("held:", type(error).__name__)
try:
    print("ESCAPED: interfaces", socket.if_nameindex())
except OSError as error:
    print("held:", type(error).__name__)
"""
]
