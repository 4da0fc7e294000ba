"""A solution that calls exit(), so that the tests behind it might not run.

They don't: nbgrader finds a dead kernel and gives the submission up.
"""

EARNS = False
CELLS = {
    "ans": """
ans = 56
exit()
"""
}
