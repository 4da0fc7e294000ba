"""Connects to what listens on the grader's machine, by each name that it has for itself."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import socket

for host in ("127.0.0.1", "localhost", "0.0.0.0", "127.1.2.3", "::ffff:127.0.0.1"):
    try:
        socket.create_connection((host, {port}), timeout=1)
        print("ESCAPED: connected to", host)
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
