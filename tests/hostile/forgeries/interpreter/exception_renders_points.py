"""An exception that displays the number 2 when its traceback is made.

IPython calls `_render_traceback_` of the student's exception before it shows the error.
"""

EARNS = True
CELLS = {
    "sq": """
class Generous(Exception):
    def _render_traceback_(self):
        get_ipython().displayhook(2)
        return []

def sq(x):
    raise Generous
"""
}
