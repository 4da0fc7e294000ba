"""An object that hands NumPy a different array every time it is asked.

It would have to know the expected one, and it doesn't.
"""

EARNS = False
CELLS = {
    "sq": """
class Changing:
    calls = 0

    def __array__(self, dtype=None, copy=None):
        Changing.calls += 1
        return np.full(3, float(Changing.calls))

def sq(x):
    return Changing() if np.ndim(x) else x * 2
"""
}
