"""A float by type whose distance from any other number is zero.

`abs(mean - 3.0) < 1e-9` calls the subclass's subtraction.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Everywhere(float):
    def __sub__(self, other):
        return 0.0

def mean_of(numbers):
    return Everywhere(sum(numbers))
"""
}
