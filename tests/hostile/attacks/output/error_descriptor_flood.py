"""Writes to descriptor 2 by the C library, and warns without end."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import ctypes

libc = ctypes.CDLL(None)
for _ in range(100):
    libc.write(2, b"y" * (1 << 20), 1 << 20)
""",
    """
import warnings

warnings.simplefilter("always")
for number in range(5_000):
    warnings.warn(str(number))
""",
]
