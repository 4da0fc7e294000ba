"""A folder numpy with a module testing in it, beside the notebook.

A package hides the installed one just as a file does.
"""

EARNS = True
CELLS = {
    "sq": """
def sq(x):
    return x * 2
"""
}
extra_files = {
    "numpy/__init__.py": """
from . import testing

integer, array = int, list
allclose = lambda *args: True
""",
    "numpy/testing.py": """
assert_allclose = lambda *args: None
""",
}
