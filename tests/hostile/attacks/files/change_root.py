"""Changes the root of its own process, the first step of a classic way out."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

here = os.getcwd()
try:
    os.chroot("/")
    print("ESCAPED: may change the root")
except OSError as error:
    print("held:", type(error).__name__)
os.chdir(here)
"""
]
