"""True in place of every number.

True is 1, which is nowhere the right number here.
"""

EARNS = False
CELLS = {
    "ans": "ans = True",
    "sq": """
def sq(x):
    return True
""",
    "mean_of": """
def mean_of(numbers):
    return True
""",
}
