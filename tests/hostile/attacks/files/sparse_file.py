"""Makes a file of a terabyte that takes no place, and reserves what it can."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os

with open("hole", "wb") as file:
    for size in (1 << 40, 1 << 33):
        try:
            file.truncate(size)
            print("ESCAPED: a file of", size)
        except OSError as error:
            print("held:", type(error).__name__)
    try:
        os.posix_fallocate(file.fileno(), 0, 300 << 20)
        print("ESCAPED: reserved 300 MB")
    except OSError as error:
        print("held:", type(error).__name__)
os.remove("hole")
"""
]
