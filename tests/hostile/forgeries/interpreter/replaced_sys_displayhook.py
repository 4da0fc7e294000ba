"""sys.displayhook replaced at the moment the test calls the answer.

IPython has set its own for the cell; the last value displayed then goes nowhere.
"""

EARNS = True
CELLS = {
    "mean_of": """
import sys

def mean_of(numbers):
    sys.displayhook = lambda value: None
    return sum(numbers)
"""
}
