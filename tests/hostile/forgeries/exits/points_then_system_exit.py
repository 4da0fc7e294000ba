"""A function that displays the number 2 and leaves by SystemExit before anything is compared.

nbgrader takes the number, which comes first in the outputs, for the points.
"""

EARNS = True
CELLS = {
    "sq": """
def sq(x):
    get_ipython().displayhook(2)
    raise SystemExit(0)
"""
}
