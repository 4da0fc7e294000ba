"""The display hook told that each cell ended in a semicolon.

A partial credit of 0.0 isn't shown then, and a cell without a number counts in full.
"""

EARNS = True
CELLS = {
    "mean_of": """
get_ipython().displayhook.quiet = lambda: True

def mean_of(numbers):
    return sum(numbers)
"""
}
