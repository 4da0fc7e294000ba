"""Cells that each take a little less than they may: together more than the notebook may."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import time

time.sleep(1.7)
""",
    """
import time

time.sleep(1.7)
""",
    """
import time

time.sleep(1.7)
""",
    """
import time

time.sleep(1.7)
""",
    """
import time

time.sleep(1.7)
""",
    """
import time

time.sleep(1.7)
""",
    """
import time

time.sleep(1.7)
""",
    """
import time

time.sleep(1.7)
""",
]
