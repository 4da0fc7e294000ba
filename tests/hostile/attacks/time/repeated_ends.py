"""Ends its process in every cell, so that all before it is repeated each time."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import os, time

time.sleep(0.05)
os._exit(0)
""",
    """
import os, time

time.sleep(0.05)
os._exit(1)
""",
    """
import os, time

time.sleep(0.05)
os._exit(2)
""",
    """
import os, time

time.sleep(0.05)
os._exit(3)
""",
    """
import os, time

time.sleep(0.05)
os._exit(4)
""",
    """
import os, time

time.sleep(0.05)
os._exit(5)
""",
    """
import os, time

time.sleep(0.05)
os._exit(6)
""",
    """
import os, time

time.sleep(0.05)
os._exit(7)
""",
    """
import os, time

time.sleep(0.05)
os._exit(8)
""",
    """
import os, time

time.sleep(0.05)
os._exit(9)
""",
    """
import os, time

time.sleep(0.05)
os._exit(10)
""",
    """
import os, time

time.sleep(0.05)
os._exit(11)
""",
]
