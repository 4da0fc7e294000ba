"""Answers with as much as a message may hold, and with more."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import numpy as np
"""
]
ANSWER = """
def double(x):
    return [np.zeros(7 << 20), "x" * (50 << 20), list(range(3_000_000)), 1 << (1 << 28)][int(abs(x)) % 4]
"""
