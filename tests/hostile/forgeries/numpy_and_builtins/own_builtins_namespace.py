"""The notebook's `__builtins__` replaced by a dictionary with one lie in it.

Python looks up built-in names there for every cell that runs.
"""

EARNS = True
CELLS = {
    "mean_of": """
import builtins

__builtins__ = {**vars(builtins), "abs": lambda number: 0.0}

def mean_of(numbers):
    return sum(numbers)
"""
}
