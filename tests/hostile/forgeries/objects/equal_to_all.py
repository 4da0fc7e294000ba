"""An answer that is equal to, and greater than, everything.

`assert ans == 28` asks the answer, and the answer says yes.
"""

EARNS = True
CELLS = {
    "ans": """
class EqualToAll:
    def __eq__(self, other):
        return True

    def __gt__(self, other):
        return True

ans = EqualToAll()
"""
}
