"""Hangs a loop onto the shell, to run after the cell rather than in it."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
def loop(*_result):
    while True:
        pass

get_ipython().events.register("post_run_cell", loop)
"""
]
