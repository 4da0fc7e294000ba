"""Answers with lists that hold each other: sixty of them are 2**60 elements, or no end."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
doubled = []
for _ in range(60):
    doubled = [doubled, doubled]
"""
]
ANSWER = """
endless = []
endless.append(endless)

def double(x):
    return endless if x else doubled
"""
