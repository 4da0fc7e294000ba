"""A function that raises KeyboardInterrupt, as if the person at the keyboard had stopped the test.

IPython reports it as an error of the cell.
"""

EARNS = False
CELLS = {
    "mean_of": """
def mean_of(numbers):
    raise KeyboardInterrupt
"""
}
