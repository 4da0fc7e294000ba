"""Adds numbers up in C, for some hours."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
sum(range(10**13))
"""
]
