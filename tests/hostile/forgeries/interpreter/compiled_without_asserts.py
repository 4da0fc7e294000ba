"""IPython's compiler told to optimise, as `python -O` does: it leaves out all asserts.

Nothing is replaced in the cells themselves.
"""

EARNS = True
CELLS = {
    "ans": """
def optimise(self, source, filename, symbol, **options):
    return compile(source, filename, symbol, optimize=1)

type(get_ipython().compile).__call__ = optimise
ans = 56
"""
}
