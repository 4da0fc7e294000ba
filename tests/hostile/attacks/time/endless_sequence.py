"""Answers with an object that is longer than any, and gives elements forever."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import sys
"""
]
ANSWER = """
class Endless:
    def __len__(self):
        return sys.maxsize

    def __iter__(self):
        return self

    def __next__(self):
        return 0

    def __getitem__(self, place):
        return 0

def double(x):
    return Endless() if x > 0 else range(10**18)
"""
