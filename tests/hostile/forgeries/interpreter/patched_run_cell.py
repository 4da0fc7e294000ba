"""IPython's run_cell_async replaced by one that returns a made-up result.

The kernel asks the shell to run a cell and believes what it is told.
"""

EARNS = True
CELLS = {
    "ans": """
from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult

async def pretend(code, *args, **options):
    return ExecutionResult(ExecutionInfo(code, False, False, False, None))

get_ipython().run_cell_async = pretend
ans = 56
"""
}
