"""A partial credit of nan.

It is no number from 0 to the maximum, and nbgrader gives full marks to what is none.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Strange(float):
    def __sub__(self, other):
        return self

    __abs__ = lambda self: self

    def __lt__(self, other):
        return float("nan")

def mean_of(numbers):
    return Strange(sum(numbers))
"""
}
