"""Loops in C: one power that takes years, deaf to signals until it is done."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
1 if (3 ** (10**9)) % 7 else 2
"""
]
