"""A hook that clears the output after every cell, and with it the points of a partial credit.

A cell without an error and without a number counts in full.
"""

EARNS = True
CELLS = {
    "mean_of": """
from IPython.display import clear_output

get_ipython().events.register("post_run_cell", lambda result: clear_output())

def mean_of(numbers):
    return sum(numbers)
"""
}
