"""A function that kills its own process, as running out of memory would.

nbgrader finds a dead kernel and gives the submission up.
"""

EARNS = False
CELLS = {
    "sq": """
import os
import signal

def sq(x):
    os.kill(os.getpid(), signal.SIGKILL)
"""
}
