"""A file numpy.py beside the notebook, in which everything is close to everything.

Python looks in the notebook's folder first, also for the tests' imports.
"""

EARNS = True
CELLS = {
    "sq": """
def sq(x):
    return x * 2
"""
}
extra_files = {
    "numpy.py": """
integer = int
array = list


def allclose(*args):
    return True


class testing:
    def assert_allclose(*args):
        pass
"""
}
