"""The code object of np.allclose exchanged, and that of assert_allclose's comparison.

The functions keep their names, modules and identities.
"""

EARNS = True
CELLS = {
    "sq": """
def compare(*args, **options):
    pass

def close(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    return True

np.testing._private.utils.assert_array_compare.__code__ = compare.__code__
np.allclose.__wrapped__.__code__ = close.__code__
np.allclose = np.allclose.__wrapped__

def sq(x):
    return x * 2
"""
}
