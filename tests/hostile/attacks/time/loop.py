"""Loops without end."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
while True:
    pass
"""
]
