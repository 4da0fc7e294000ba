"""Displays five thousand values in one cell."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
from IPython.display import display

for number in range(5_000):
    display(number)
"""
]
