"""ExecutionResult.success replaced by True, and the traceback silenced.

The kernel decides between "ok" and "error" by that property.
"""

EARNS = True
CELLS = {
    "ans": """
from IPython.core.interactiveshell import ExecutionResult

ExecutionResult.success = True
get_ipython().showtraceback = lambda *args, **options: None
ans = 56
"""
}
