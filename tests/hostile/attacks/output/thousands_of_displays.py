"""Displays fifty thousand values in one cell."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
from IPython.display import display

for number in range(50_000):
    display(number)
"""
]
