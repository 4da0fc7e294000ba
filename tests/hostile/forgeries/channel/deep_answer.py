"""An answer nested five thousand lists deep, to exhaust whoever writes or reads it as data.

In the same process it is simply not the expected one.
"""

EARNS = False
CELLS = {
    "words": """
words = []
for _ in range(5000):
    words = [words]
"""
}
