"""A symbolic link in the own folder to the instructor's notebook.

It is read by a path that looks harmless.
"""

EARNS = True
CELLS = {
    "ans": """
ans = 56

import re
from pathlib import Path

link = Path("notes.txt")
link.symlink_to(Path("..") / ".." / ".." / "source" / "target" / "target.ipynb")
ans = int(re.search(r"ans == (\\d+)", link.read_text())[1])
"""
}
