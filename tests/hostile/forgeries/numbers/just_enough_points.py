"""A comparison that is worth nine tenths of a point, by an answer that names its own worth.

`points += answer < limit` adds whatever the comparison returns.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Strange(float):
    def __sub__(self, other):
        return self

    __abs__ = lambda self: self

    def __lt__(self, other):
        return 0.9

def mean_of(numbers):
    return Strange(sum(numbers))
"""
}
