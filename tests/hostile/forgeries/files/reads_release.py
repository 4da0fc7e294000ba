"""A solution that looks for the expected value in the students' version.

That has neither solutions nor hidden tests.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56

import re
from pathlib import Path

course = next(folder for folder in Path.cwd().parents if (folder / "nbgrader_config.py").exists())
found = re.search(r"ans == (\\d+)", (course / "release" / "target" / "target.ipynb").read_text())
if found:
    ans = int(found[1])
"""
}
