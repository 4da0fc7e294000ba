"""A function that exchanges the tests' np when it is called.

A solution cell that is looked at, or run on its own, shows nothing of it.
"""

EARNS = True
CELLS = {
    "sq": """
from types import SimpleNamespace

def sq(x):
    global np
    np = SimpleNamespace(
        array=list,
        integer=int,
        allclose=lambda *args: True,
        testing=SimpleNamespace(assert_allclose=lambda *args: None),
    )
    return x * 2
"""
}
