"""A function that shows the number 2 as display data, not as a result.

nbgrader reads points from results only, so the failing assert decides.
"""

EARNS = False
CELLS = {
    "sq": """
from IPython.display import display

def sq(x):
    display({"text/plain": "2"}, raw=True)
    return x * 2
"""
}
