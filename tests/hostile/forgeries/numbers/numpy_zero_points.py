"""A wrong mean as a NumPy number, which makes the partial credit one too.

Its text is "np.float64(0.0)", which is no number to nbgrader: full marks for no case right.
"""

EARNS = True
CELLS = {
    "mean_of": """
def mean_of(numbers):
    return np.sum(numbers)
"""
}
