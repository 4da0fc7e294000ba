"""A list whose iteration stops after nothing, by an exception of its own.

sorted() takes that for an empty list, which isn't the expected one.
"""

EARNS = False
CELLS = {
    "words": """
class Stops(list):
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def __len__(self):
        return 4

words = Stops()
"""
}
