"""Answers with views that claim a terabyte and take eight bytes."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import numpy as np

huge = np.broadcast_to(np.float64(0), (1 << 20, 1 << 20))
print(huge.shape)
""",
    """
huge
""",
]
ANSWER = """
import numpy as np

def double(x):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,), (0,))
"""
