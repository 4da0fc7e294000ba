"""An answer that contains itself, to trap whoever writes it as data.

In the same process it is simply not the expected one.
"""

EARNS = False
CELLS = {
    "words": """
words = ["be", "not"]
words.append(words)
"""
}
