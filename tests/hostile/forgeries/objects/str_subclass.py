"""A list of four strings, each of which is equal to every other string.

Lists compare entry by entry, so one strange entry type decides `sorted(words) == [...]`.
"""

EARNS = True
CELLS = {
    "words": """
class Joker(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__

words = [Joker(letter) for letter in "abcd"]
"""
}
