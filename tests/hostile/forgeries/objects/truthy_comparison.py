"""A comparison that answers with something other than a bool, but true.

`assert ans == 28` only asks for truth, and a list with an entry has it.
"""

EARNS = True
CELLS = {
    "ans": """
class Vague:
    def __eq__(self, other):
        return ["maybe"]

    __gt__ = __eq__

ans = Vague()
"""
}
