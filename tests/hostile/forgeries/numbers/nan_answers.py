"""nan and infinity in place of every number.

Comparisons with nan are false, also where a distance is compared with a limit.
"""

EARNS = False
CELLS = {
    "ans": 'ans = float("inf")',
    "sq": """
def sq(x):
    return x * np.nan
""",
    "mean_of": """
def mean_of(numbers):
    return float("nan") if len(numbers) > 1 else numbers[0]
""",
}
