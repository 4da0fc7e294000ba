"""A partial credit that prints as nothing.

nbgrader finds a result without text and gives the submission up.
"""

EARNS = False
CELLS = {
    "mean_of": """
class Points:
    def __radd__(self, other):
        return self

    __add__ = __radd__

    def __repr__(self):
        return ""

class Strange(float):
    def __sub__(self, other):
        return self

    __abs__ = lambda self: self

    def __lt__(self, other):
        return Points()

def mean_of(numbers):
    return Strange(sum(numbers))
"""
}
