"""Lets a list grow until nothing is left, up to three gigabytes."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
kept = []
try:
    for number in range(190):
        kept.append(bytearray(16 << 20))
    print("ESCAPED: three gigabytes")
except MemoryError as error:
    del kept
    print("held:", type(error).__name__)
"""
]
