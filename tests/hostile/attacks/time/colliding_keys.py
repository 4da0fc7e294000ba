"""Answers with a dictionary and a set whose keys all have the same hash."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
same = 2**61 - 1
colliding = {same * number: None for number in range(1, 6000)}
"""
]
ANSWER = """
def double(x):
    return colliding if x else set(colliding)
"""
