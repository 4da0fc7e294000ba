"""The notebook that is being graded, overwritten on disk with full marks in its outputs.

nbgrader has it in memory, and writes its own version at the end.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56

import json
import os
from pathlib import Path

path = Path("target.ipynb")
notebook = json.loads(path.read_text())
points = {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}, "execution_count": 1}
for cell in notebook["cells"]:
    if cell["metadata"].get("nbgrader", {}).get("grade"):
        cell["outputs"] = [points]
forged = Path("forged.ipynb")
forged.write_text(json.dumps(notebook))
os.replace(forged, path)
"""
}
