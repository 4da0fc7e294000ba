"""Opens the memory of other processes, and its own, as files."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import os

for process in ("self", "1", str(os.getppid())):
    for name in ("mem", "maps", "pagemap", "auxv"):
        try:
            with open(f"/proc/{process}/{name}", "rb"):
                print("ESCAPED: opened", process, name)
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
