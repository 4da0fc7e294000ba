"""A true ndarray, of dtype object, whose entries are close to everything.

Arithmetic calls the entries' own methods, but np.isnan refuses such arrays.
"""

EARNS = False
CELLS = {
    "sq": """
class Close(float):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __eq__(self, other):
        return True

def sq(x):
    if isinstance(x, int):
        return x * 2
    return np.array([Close(entry) for entry in np.ravel(x)], dtype=object)
"""
}
