"""No array at all, but an object with NumPy's two override protocols.

np.allclose takes its True, but assert_allclose wraps it into an object array first.
"""

EARNS = False
CELLS = {
    "sq": """
class Overrides:
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return True

    def __array_function__(self, function, types, args, options):
        return True

    def __eq__(self, other):
        return True

def sq(x):
    return x * 2 if isinstance(x, int) else Overrides()
"""
}
