"""A partial credit of minus three hundred.

nbgrader gives full marks to numbers below zero.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Strange(float):
    def __sub__(self, other):
        return self

    __abs__ = lambda self: self

    def __lt__(self, other):
        return -100

def mean_of(numbers):
    return Strange(sum(numbers))
"""
}
