"""An exception handler for all errors that displays the number 2.

nbgrader reads it as the points, since it comes before the error in the outputs.
"""

EARNS = True
CELLS = {
    "ans": """
def reward(shell, kind, error, traceback, tb_offset=None):
    shell.displayhook(2)

get_ipython().set_custom_exc((AssertionError,), reward)
ans = 56
"""
}
