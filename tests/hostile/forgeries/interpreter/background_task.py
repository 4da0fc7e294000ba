"""A task that wakes up between the cells and corrects the answer by what it reads in In.

Each test is read when it has run, so this comes one cell too late.
"""

EARNS = False
CELLS = {
    "ans": """
import asyncio
import re

async def correct():
    for _ in range(500):
        await asyncio.sleep(0.01)
        expected = re.search(r"ans == (\\d+)", In[-1])
        if expected:
            get_ipython().user_ns["ans"] = int(expected[1])

ans = 56
task = asyncio.get_event_loop().create_task(correct())
"""
}
