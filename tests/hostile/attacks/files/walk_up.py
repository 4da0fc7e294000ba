"""Walks from the work folder up to the root, and reads what lies on the way.

There must be nothing to find.
"""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import os
from pathlib import Path

mark = "CAN" + "ARY-"
seen = 0
for start in [*Path.cwd().parents, Path("{course}").parent]:
    for folder, _folders, names in os.walk(start):
        for name in names:
            path = Path(folder, name)
            seen += 1
            try:
                if path.is_file() and mark in path.read_text(errors="replace"):
                    print("ESCAPED: found", path, path.read_text(errors="replace")[:2000])
            except OSError:
                pass
        if seen > 3000:
            break
print("held: nothing found")
"""
]
