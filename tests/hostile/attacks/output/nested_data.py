"""Displays JSON that is nested ten thousand deep, and one of a million numbers."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
from IPython.display import display

deep = []
for _ in range(10_000):
    deep = [deep]
for data in (deep, list(range(1_000_000)), float("nan"), 1 << 20_000):
    display({"application/json": data}, raw=True)
""",
    """
display({"application/json": "[" * 500_000}, raw=True)
""",
]
