"""IPython's showtraceback replaced by a function that displays the number 2.

The first of a cell's outputs decides its points.
"""

EARNS = True
CELLS = {
    "ans": """
shell = get_ipython()
shell.showtraceback = lambda *args, **options: shell.displayhook(2)
ans = 56
"""
}
