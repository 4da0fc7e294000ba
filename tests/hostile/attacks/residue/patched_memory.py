"""Writes into objects that all of Python shares, by their address: a small number, a text."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import ctypes

ctypes.c_uint32.from_address(id(7) + 24).value = 8
ctypes.memmove(id("left") + 48, b"LEFT", 4)
print("held: in its own process", 7 + 0)
"""
]
LATER = [
    """
print("ESCAPED: seven is eight" if int("6") + 1 != int("7") or 3 + 4 == 8 else "held: seven is seven")
"""
]
