"""Calls out by TCP over IPv4 and IPv6, by address and by name."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket
import urllib.request

for address in (("1.1.1.1", 443), ("2606:4700:4700::1111", 443), ("example.com", 80)):
    try:
        socket.create_connection(address, timeout=0.5)
        print("ESCAPED: reached", address)
    except OSError as error:
        print("held:", type(error).__name__)
try:
    urllib.request.urlopen("http://1.1.1.1", timeout=0.5)
    print("ESCAPED: fetched a page")
except OSError as error:
    print("held:", type(error).__name__)
"""
]
