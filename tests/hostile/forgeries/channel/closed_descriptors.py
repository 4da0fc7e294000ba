"""Every descriptor beyond the standard ones is closed before the tests.

Whoever waits for an answer hears nothing more; silence must not count as success.
"""

EARNS = False
CELLS = {
    "ans": """
import os

ans = 56
os.closerange(3, 256)
"""
}
