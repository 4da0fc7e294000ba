"""Keeps all processors busy with threads that need no interpreter."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import hashlib
import threading

def busy():
    block = bytes(1 << 20)
    while True:
        hashlib.sha256(block).digest()

threading.stack_size(256 << 10)
for _ in range(8):
    threading.Thread(target=busy, daemon=True).start()
"""
]
