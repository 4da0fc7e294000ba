"""A function, registered for the end of the process, that writes points into the gradebook.

nbgrader stops the kernel before it records the scores, and the manual one wins over its own.
"""

EARNS = True
CELLS = {
    "ans": """
ans = 56

import atexit
import sqlite3
from pathlib import Path

me = Path.cwd().parent.name
course = next(folder for folder in Path.cwd().parents if (folder / "nbgrader_config.py").exists())

def write_points():
    with sqlite3.connect(course / "gradebook.db", timeout=5) as gradebook:
        gradebook.execute(
            "UPDATE grade SET manual_score = 2 WHERE notebook_id IN (SELECT n.id FROM submitted_notebook n"
            " JOIN submitted_assignment a ON n.assignment_id = a.id WHERE a.student_id = ?)",
            [me],
        )

atexit.register(write_points)
"""
}
