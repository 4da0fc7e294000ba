"""IPython's run_code replaced by a coroutine that runs nothing and reports success.

Every later cell goes through it.
"""

EARNS = True
CELLS = {
    "ans": """
async def run_nothing(*args, **options):
    return False

get_ipython().run_code = run_nothing
ans = 56
"""
}
