"""The notebook that is being graded, replaced by a symbolic link to a file of the student's.

nbgrader writes its result through the link; the scores stay what they are.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56

from pathlib import Path

path = Path("target.ipynb")
path.rename("mine.ipynb")
path.symlink_to("mine.ipynb")
"""
}
