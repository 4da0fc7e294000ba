"""A partial credit that is a complex number.

Its text is no real number, and nbgrader gives full marks to what is none.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Strange(float):
    def __sub__(self, other):
        return self

    __abs__ = lambda self: self

    def __lt__(self, other):
        return 0j

def mean_of(numbers):
    return Strange(sum(numbers))
"""
}
