"""Displays under names and with contents that no notebook has."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
from IPython.display import display

for bundle in (
    {"": ""}, {"x" * 100_000: "y"}, {"text/plain": None}, {"text/plain": ["a", 1]}, {1: 2},
    {"image/png": b"no picture"}, {"text/html": "\\ud800"}, {"text/plain": "\\0"},
):
    try:
        display(bundle, raw=True, metadata={"deep": {"a": [1] * 1000}})
    except Exception as error:
        print("refused:", type(error).__name__)
"""
]
