"""Texts that read like numbers.

A text is equal to no number.
"""

EARNS = False
CELLS = {
    "ans": 'ans = "1e9"',
    "mean_of": """
def mean_of(numbers):
    return "1e9"
""",
}
