"""A partial credit that is some object, printed as 3.

The points travel as text, and the text reads 3.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Points:
    def __radd__(self, other):
        return self

    __add__ = __radd__

    def __repr__(self):
        return "3"

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
