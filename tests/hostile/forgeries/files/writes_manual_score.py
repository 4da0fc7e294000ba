"""A manual score of 999 written into the gradebook.

The kernel may write there, and a person's score wins over the machine's.
"""

EARNS = True
CELLS = {
    "ans": """
ans = 56

import sqlite3
from pathlib import Path

me = Path.cwd().parent.name
course = next(folder for folder in Path.cwd().parents if (folder / "nbgrader_config.py").exists())
with sqlite3.connect(course / "gradebook.db", timeout=5) as gradebook:
    gradebook.execute(
        "UPDATE grade SET manual_score = 999 WHERE notebook_id IN (SELECT n.id FROM submitted_notebook n"
        " JOIN submitted_assignment a ON n.assignment_id = a.id WHERE a.student_id = ?)",
        [me],
    )
"""
}
