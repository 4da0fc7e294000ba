"""A solution that runs the one in another student's submission.

All submissions lie beside each other in the course's folder.
"""

EARNS = True
CELLS = {
    "ans": """
ans = 56

import json
from pathlib import Path

course = next(folder for folder in Path.cwd().parents if (folder / "nbgrader_config.py").exists())
friend = json.loads((course / "submitted" / "honest-right" / "target" / "target.ipynb").read_text())
for cell in friend["cells"]:
    if cell["metadata"].get("nbgrader", {}).get("grade_id") == "ans":
        exec("".join(cell["source"]))
"""
}
