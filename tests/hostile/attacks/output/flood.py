"""Prints 300 MB. What is kept of it is bounded, and the rest of the notebook runs."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
line = "x" * (1 << 20)
for _ in range(300):
    print(line)
"""
]
