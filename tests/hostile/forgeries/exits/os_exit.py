"""A function that ends the process with exit code 0, as if all had gone well.

The kernel is gone in the middle of a test; nbgrader gives the whole submission up.
"""

EARNS = False
CELLS = {
    "sq": """
import os

def sq(x):
    os._exit(0)
"""
}
