"""Cells that each take a little less than they may: together more than the notebook may."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import time

time.sleep(3.8)
""",
    """
import time

time.sleep(3.8)
""",
    """
import time

time.sleep(3.8)
""",
    """
import time

time.sleep(3.8)
""",
    """
import time

time.sleep(3.8)
""",
    """
import time

time.sleep(3.8)
""",
    """
import time

time.sleep(3.8)
""",
    """
import time

time.sleep(3.8)
""",
]
