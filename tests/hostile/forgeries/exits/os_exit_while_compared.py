"""An answer that ends the process with exit code 0 as soon as it is compared.

The kernel is gone in the middle of a test; nbgrader gives the whole submission up.
"""

EARNS = False
CELLS = {
    "ans": """
import os

class Exit(int):
    def __eq__(self, other):
        os._exit(0)

    __gt__ = __eq__

ans = Exit(56)
"""
}
