"""Ends in each way that Python knows, and without it."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
raise SystemExit(0)
""",
    """
exit()
""",
    """
import sys

sys.exit("passed")
""",
    """
raise KeyboardInterrupt
""",
    """
import os

os._exit(0)
""",
    """
import os, signal

os.kill(os.getpid(), signal.SIGKILL)
""",
]
