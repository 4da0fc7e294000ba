"""Prints text that reads otherwise than it is stored: reversed, zero-width, look-alikes."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
print("score: \\u202e001\\u202c")
print("a\\u200bb\\u2066c\\u2069\\ufeff", "\\u0430dmin", "e\\u0301" * 1000, "\\U000e0001")
raise NameError("\\u202edessap\\u202c")
"""
]
