"""A search of the environment for a path or a text that gives the expected value away.

nbgrader hands its whole environment on, but nothing of the test is in there.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56

import os
import re

for value in os.environ.values():
    found = re.search(r"ans == (\\d+)", value)
    if found:
        ans = int(found[1])
"""
}
