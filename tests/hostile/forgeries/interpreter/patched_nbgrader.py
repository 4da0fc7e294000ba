"""nbgrader's determine_grade replaced by one that gives full marks.

The grades are made in another process, which has its own copy of that module.
"""

EARNS = False
CELLS = {
    "ans": """
try:
    from nbgrader import utils

    utils.determine_grade = lambda cell, log=None: (2.0, 2.0)
except ImportError:
    pass
ans = 56
"""
}
