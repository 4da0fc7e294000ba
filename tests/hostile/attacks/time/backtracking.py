"""Has a regular expression try all ways, in C."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import re

re.match(r"(a+)+$", "a" * 60 + "b")
"""
]
