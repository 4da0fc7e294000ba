"""Answers that each take a little less than they may."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import time
"""
]
ANSWER = """
def double(x):
    time.sleep(0.9)
    return 2 * x
"""
