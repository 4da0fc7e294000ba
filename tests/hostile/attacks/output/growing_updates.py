"""Updates one display again and again, larger each time, and clears it."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
from IPython.display import clear_output, display

handle = display("small", display_id=True)
for number in range(100):
    handle.update("x" * (number << 14))
for number in range(5_000):
    clear_output(wait=True)
"""
]
