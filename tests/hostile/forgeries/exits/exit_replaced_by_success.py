"""A function that raises SystemExit, in a shell that has been told to think nothing of it.

IPython records an error and warns; a hook takes both back before the kernel replies.
"""

EARNS = True
CELLS = {
    "sq": """
import warnings

warnings.simplefilter("ignore")
shell = get_ipython()
shell.showtraceback = lambda *args, **options: None

def forgive(result):
    if isinstance(result.error_in_exec, SystemExit):
        result.error_in_exec = None

shell.events.register("post_run_cell", forgive)

def sq(x):
    raise SystemExit(0)
"""
}
