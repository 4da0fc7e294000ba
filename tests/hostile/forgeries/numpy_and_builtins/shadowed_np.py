"""The name np, bound to an object of the student's that knows what the tests will ask of it.

The cell that imports numpy runs before, not after.
"""

EARNS = True
CELLS = {
    "sq": """
class np:
    array = list
    integer = int

    def allclose(*args):
        return True

    class testing:
        def assert_allclose(*args):
            pass

def sq(x):
    return x * 2
"""
}
