"""Answers that never come: a function that loops when it is called."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
print("all is well so far")
"""
]
ANSWER = """
def double(x):
    while True:
        pass
"""
