"""Leaves files whose names are no text, hold line ends and quotes, or look like options."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import os

odd = (b"\\xff\\xfe", b"two\\nlines", b"-rf", b"--help", b"'; echo planted; '", b"\\x1b[2J", b" ", b"n" * 255)
for name in odd:
    try:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0o600))
        os.mkdir(name + b"d")
    except OSError as error:
        print("held:", type(error).__name__)
print("held: they are in the work folder alone")
"""
]
