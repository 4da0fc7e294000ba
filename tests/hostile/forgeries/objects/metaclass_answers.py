"""A class that is never instantiated: its metaclass answers the call with an agreeable tuple.

`Counter2(10)` is whatever `type(Counter2).__call__` returns.
"""

EARNS = True
CELLS = {
    "Counter2": """
class Agreeable(int):
    def __eq__(self, other):
        return True

class Meta(type):
    def __call__(cls, start):
        return cls

class Counter2(metaclass=Meta):
    value = steps = Agreeable()

    @classmethod
    def up(cls):
        return cls.value

    down = up
"""
}
