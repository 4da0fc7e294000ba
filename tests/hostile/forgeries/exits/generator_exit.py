"""Methods that raise GeneratorExit and StopIteration, which end loops quietly elsewhere.

Outside of a loop they are errors as any other.
"""

EARNS = False
CELLS = {
    "Counter2": """
class Counter2:
    def __init__(self, start):
        self.value = start

    def up(self):
        raise StopIteration

    def down(self):
        raise GeneratorExit
"""
}
