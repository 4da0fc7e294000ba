"""Prints what terminals obey: colours, titles, links, cleared screens, pasted answers."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import sys

codes = ("\\x1b[2J", "\\x1b]0;planted\\a", "\\x1b]8;;http://example.com\\a", "\\x1b]52;c;cGxhbnRlZA==\\a")
for code in codes:
    print(code, file=sys.stderr)
    print(code)
raise ValueError("\\x1b[2J\\x1b[1;1Hpassed\\r\\b\\b\\x9b31m")
"""
]
