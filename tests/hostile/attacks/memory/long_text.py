"""Makes a text and a number of gigabytes in one step."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
try:
    print("ESCAPED:", len("x" * (3 << 30)))
except MemoryError as error:
    print("held:", type(error).__name__)
try:
    print("ESCAPED:", (1 << (20 << 30)).bit_length())
except (MemoryError, OverflowError) as error:
    print("held:", type(error).__name__)
"""
]
