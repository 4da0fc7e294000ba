"""An object that claims NumPy's highest priority and absorbs all arithmetic.

`abs(mean - 3.0) < 1e-9` stays inside the object until it says True.
"""

EARNS = True
CELLS = {
    "mean_of": """
class Absorbs:
    __array_priority__ = 1e9

    def __sub__(self, other):
        return self

    __rsub__ = __add__ = __radd__ = __sub__

    def __abs__(self):
        return self

    def __eq__(self, other):
        return True

    __lt__ = __eq__

def mean_of(numbers):
    return Absorbs()
"""
}
