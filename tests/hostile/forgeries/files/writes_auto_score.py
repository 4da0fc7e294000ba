"""An automatic score written into the gradebook while the notebook still runs.

nbgrader records its own afterwards.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56

import sqlite3
from pathlib import Path

me = Path.cwd().parent.name
course = next(folder for folder in Path.cwd().parents if (folder / "nbgrader_config.py").exists())
with sqlite3.connect(course / "gradebook.db", timeout=5) as gradebook:
    gradebook.execute(
        "UPDATE grade SET auto_score = 2 WHERE notebook_id IN (SELECT n.id FROM submitted_notebook n"
        " JOIN submitted_assignment a ON n.assignment_id = a.id WHERE a.student_id = ?)",
        [me],
    )
"""
}
