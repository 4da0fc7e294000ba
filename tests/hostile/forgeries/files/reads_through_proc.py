"""A solution that reaches the course's folder by the working directory of the parent process.

/proc/<pid>/cwd is a way into any folder that the grader has open.
"""

EARNS = True
CELLS = {
    "ans": """
ans = 56

import os
import re
from pathlib import Path

grader = Path(f"/proc/{os.getppid()}/cwd")
source = (grader / "source" / "target" / "target.ipynb").read_text()
ans = int(re.search(r"ans == (\\d+)", source)[1])
"""
}
