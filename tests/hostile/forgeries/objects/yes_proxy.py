"""A class without methods: every attribute is an object that can be called and agrees.

The tests never learn whether `up`, `down`, `value` and `steps` exist.
"""

EARNS = True
CELLS = {
    "Counter2": """
class Yes(int):
    def __call__(self, *args):
        return Yes()

    def __eq__(self, other):
        return True

class Counter2:
    def __init__(self, start):
        pass

    def __getattr__(self, name):
        return Yes()
"""
}
