"""Serves the work folder to the network, on every address that the machine has."""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import http.server

for address in ("", "127.0.0.1", "0.0.0.0"):
    try:
        http.server.ThreadingHTTPServer((address, 0), http.server.SimpleHTTPRequestHandler).server_close()
        print("ESCAPED: listens on", repr(address))
    except OSError as error:
        print("held:", type(error).__name__)
"""
]
