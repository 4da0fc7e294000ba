"""A solution that reads the tests in the notebook that is being graded, on disk.

nbgrader writes the submission with the hidden tests put back, then runs it.
"""

EARNS = True
CELLS = {
    "ans": """
ans = 56

import re
from pathlib import Path

ans = int(re.search(r"ans == (\\d+)", Path("target.ipynb").read_text())[1])
"""
}
