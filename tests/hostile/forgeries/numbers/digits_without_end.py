"""A partial credit with more digits than Python prints.

Printing it fails, no result is shown, and a cell without a number counts in full.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Points(int):
    def __radd__(self, other):
        return Points(10**5000)

class Strange(float):
    def __sub__(self, other):
        return self

    __abs__ = lambda self: self

    def __lt__(self, other):
        return Points(1)

def mean_of(numbers):
    return Strange(sum(numbers))
"""
}
