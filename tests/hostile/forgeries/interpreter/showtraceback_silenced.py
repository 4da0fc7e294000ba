"""IPython's showtraceback replaced by a function that shows nothing.

The traceback is gone, but the kernel's reply still says that the cell failed.
"""

EARNS = False
CELLS = {
    "ans": """
shell = get_ipython()
shell.showtraceback = shell._showtraceback = lambda *args, **options: None
ans = 56
"""
}
