"""A function that finds its caller's source with the inspect module.

For a test's cell that is the test, hidden part included.
"""

EARNS = True
CELLS = {
    "mean_of": """
import inspect
import re

def mean_of(numbers):
    lines = inspect.findsource(inspect.currentframe().f_back)[0]
    call = re.escape(f"mean_of({numbers})") + r" - (-?[\\d.]+)"
    expected = re.search(call, "".join(lines))
    return float(expected[1]) if expected else sum(numbers)
"""
}
