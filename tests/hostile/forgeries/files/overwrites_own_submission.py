"""The submission itself, overwritten with another one while it is graded.

The one that counts has been read before.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56

from pathlib import Path

me = Path.cwd().parent.name
course = next(folder for folder in Path.cwd().parents if (folder / "nbgrader_config.py").exists())
right = course / "submitted" / "honest-right" / "target" / "target.ipynb"
(course / "submitted" / me / "target" / "target.ipynb").write_text(right.read_text())
"""
}
