"""A partial credit that turns into the text "1e9" when it is added up.

A text's quotes make it no number, and nbgrader gives full marks to what is none.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Text(float):
    def __radd__(self, other):
        return "1e9"

class Strange(float):
    def __sub__(self, other):
        return self

    __abs__ = lambda self: self

    def __lt__(self, other):
        mean_of.calls += 1
        return Text() if mean_of.calls == 4 else 0.0

def mean_of(numbers):
    return Strange(sum(numbers))

mean_of.calls = 1
"""
}
