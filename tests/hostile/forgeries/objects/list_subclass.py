"""A list by type that lies about its length and yields jokers when it is sorted.

`len` and `sorted` call the subclass's methods.
"""

EARNS = True
CELLS = {
    "words": """
class Joker:
    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return False

class Words(list):
    def __len__(self):
        return 4

    def __iter__(self):
        return iter([Joker(), Joker(), Joker(), Joker()])

words = Words()
"""
}
