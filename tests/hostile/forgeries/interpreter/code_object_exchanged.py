"""The code of IPython's run_ast_nodes exchanged, behind an unchanged function.

Cells are parsed and transformed, and then nothing of them is run.
"""

EARNS = True
CELLS = {
    "ans": """
async def run_nothing(self, nodelist, cell_name, interactivity="last_expr", compiler=None, result=None):
    return False

type(get_ipython()).run_ast_nodes.__code__ = run_nothing.__code__
ans = 56
"""
}
