"""Answers with a list in a list, a hundred thousand times."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
deep = []
for _ in range(100_000):
    deep = [deep]
"""
]
ANSWER = """
def double(x):
    return deep
"""
