"""A module of the student's own in the place of numpy.testing, in sys.modules alone.

np already holds the true one as an attribute, so the tests don't meet the impostor.
"""

EARNS = False
CELLS = {
    "sq": """
import sys
import types

impostor = types.ModuleType("numpy.testing")
impostor.assert_allclose = lambda *args, **options: None
sys.modules["numpy.testing"] = impostor

def sq(x):
    return x * 2
"""
}
