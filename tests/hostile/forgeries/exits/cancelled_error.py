"""A function that raises asyncio's CancelledError, as if the kernel had taken the test back.

IPython reports it as an error of the cell.
"""

EARNS = False
CELLS = {
    "sq": """
import asyncio

def sq(x):
    raise asyncio.CancelledError
"""
}
