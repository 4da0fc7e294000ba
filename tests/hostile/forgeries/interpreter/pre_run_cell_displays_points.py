"""A hook that displays the number 2 before each test runs.

nbgrader takes the first result of a cell for its points, whatever fails afterwards.
"""

EARNS = True
CELLS = {
    "ans": """
shell = get_ipython()
shell.events.register("pre_run_cell", lambda info: shell.displayhook(2))
ans = 56
"""
}
