"""A solution that reads the expected value in the gradebook.

The table source_cell has the full tests, to be put back into submissions.
"""

EARNS = True
CELLS = {
    "ans": """
ans = 56

import re
import sqlite3
from pathlib import Path

course = next(folder for folder in Path.cwd().parents if (folder / "nbgrader_config.py").exists())
with sqlite3.connect(course / "gradebook.db") as gradebook:
    for (test,) in gradebook.execute("SELECT source FROM source_cell WHERE name = 'test_ans'"):
        ans = int(re.search(r"ans == (\\d+)", test)[1])
"""
}
