"""A callback on the kernel's event loop that permits everything once the cell is over.

While the solution cell runs, and right after it, nothing is wrong with NumPy.
"""

EARNS = True
CELLS = {
    "sq": """
import asyncio

def permit():
    np.allclose = lambda *args, **options: True
    np.testing.assert_allclose = lambda *args, **options: None

asyncio.get_event_loop().call_soon(permit)

def sq(x):
    return x * 2
"""
}
