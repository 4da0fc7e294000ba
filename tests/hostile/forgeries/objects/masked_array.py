"""Arrays in which every entry is masked.

np.testing passes a comparison that has nothing to compare; np.allclose doesn't.
"""

EARNS = False
CELLS = {
    "sq": """
def sq(x):
    if np.ndim(x):
        return np.ma.masked_all(np.shape(x))
    return x * 2 if x in (2.0, 3) else np.ma.masked
"""
}
