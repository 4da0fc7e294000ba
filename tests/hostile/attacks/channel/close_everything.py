"""Closes every descriptor."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import os

os.closerange(3, 4096)
"""
]
