"""A partial credit that is infinite.

nbgrader refuses what is above the maximum, and the whole submission with it.
"""

EARNS = False
CELLS = {
    "mean_of": """
class Strange(float):
    def __sub__(self, other):
        return self

    __abs__ = lambda self: self

    def __lt__(self, other):
        return float("inf")

def mean_of(numbers):
    return Strange(sum(numbers))
"""
}
