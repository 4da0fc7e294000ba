"""A function that displays the number 2 whenever it is called.

nbgrader takes the first result in the test's outputs for its points.
"""

EARNS = True
CELLS = {
    "sq": """
def sq(x):
    get_ipython().displayhook(2)
    return x * 2
"""
}
