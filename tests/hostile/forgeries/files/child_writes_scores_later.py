"""A detached child that waits for the scores to be recorded and then replaces them.

It outlives the kernel, and nobody looks for it. It gives up after ten seconds.
"""

EARNS = True
CELLS = {
    "ans": """
ans = 56

import subprocess
import sys
from pathlib import Path

me = Path.cwd().parent.name
course = next(folder for folder in Path.cwd().parents if (folder / "nbgrader_config.py").exists())
program = '''
import sqlite3, sys, time

mine = (
    " WHERE notebook_id IN (SELECT n.id FROM submitted_notebook n"
    " JOIN submitted_assignment a ON n.assignment_id = a.id WHERE a.student_id = ?)"
)
for _ in range(200):
    time.sleep(0.05)
    with sqlite3.connect(sys.argv[1], timeout=5) as gradebook:
        recorded = gradebook.execute("SELECT count(auto_score) FROM grade" + mine, sys.argv[2:]).fetchone()
        if recorded[0]:
            gradebook.execute("UPDATE grade SET manual_score = 2" + mine, sys.argv[2:])
            break
'''
subprocess.Popen(
    [sys.executable, "-c", program, str(course / "gradebook.db"), me],
    start_new_session=True,
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
"""
}
