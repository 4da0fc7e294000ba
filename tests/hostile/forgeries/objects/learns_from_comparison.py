"""An answer that takes over whatever it is compared with, and is equal from then on.

The test hands the expected value to `__eq__`.
"""

EARNS = True
CELLS = {
    "ans": """
class Learner:
    value = 56

    def __gt__(self, other):
        return self.value > other

    def __eq__(self, other):
        global ans
        self.value = ans = other
        return self.value == other

ans = Learner()
"""
}
