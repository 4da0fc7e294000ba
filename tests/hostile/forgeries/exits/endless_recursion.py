"""A function that calls itself until Python gives up.

The test ends with a RecursionError.
"""

EARNS = False
CELLS = {
    "mean_of": """
def mean_of(numbers):
    return mean_of(numbers)
"""
}
