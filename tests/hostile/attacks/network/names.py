"""Carries text out in look-ups of names, which need no connection of its own."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import socket

for look_up in (
    lambda: socket.getaddrinfo("secret.example.com", 80),
    lambda: socket.gethostbyname("secret.example.com"),
    lambda: socket.gethostbyaddr("1.1.1.1"),
    lambda: socket.getnameinfo(("1.1.1.1", 80), socket.NI_NAMEREQD),
):
    try:
        print("ESCAPED:", look_up())
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
