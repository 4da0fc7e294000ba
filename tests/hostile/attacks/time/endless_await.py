"""Waits in the event loop, and starves it."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import asyncio

await asyncio.Event().wait()
""",
    """
import asyncio

async def busy():
    while True:
        await asyncio.sleep(0)

await asyncio.gather(*(busy() for _ in range(100)))
""",
]
