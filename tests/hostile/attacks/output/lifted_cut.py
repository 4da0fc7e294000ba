"""Lifts the limit on outputs in its own process, and prints 60 MB: the other side has its own."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import gc

for thing in gc.get_objects():
    if type(thing).__name__ == "Collector":
        thing.limit = 1 << 40
for _ in range(60):
    print("x" * (1 << 20))
"""
]
