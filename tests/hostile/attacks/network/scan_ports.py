"""Tries the ports of databases, notebooks and clouds' metadata. A refusal by them is an answer too."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket

for port in (22, 80, 443, 2375, 3306, 5432, 6379, 8000, 8080, 8888, 9000, 11211, 27017):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.2)
        print("ESCAPED: connected to", port)
    except ConnectionRefusedError:
        print("ESCAPED: asked", port)
    except OSError as error:
        print("held:", type(error).__name__)
try:
    socket.create_connection(("169.254.169.254", 80), timeout=0.2)
    print("ESCAPED: connected to the cloud's metadata")
except OSError as error:
    print("held:", type(error).__name__)
"""
]
