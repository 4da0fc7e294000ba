"""A thread that waits for the test to start, reads it, and sets the answer meanwhile.

The answer's first comparison takes its time, so the thread is ready for the second one.
"""

EARNS = True
CELLS = {
    "ans": """
import re
import threading
import time

class Slow(int):
    def __gt__(self, other):
        time.sleep(0.5)
        return True

def watch():
    for _ in range(1000):
        expected = re.search(r"ans == (\\d+)", In[-1])
        if expected:
            get_ipython().user_ns["ans"] = int(expected[1])
            return
        time.sleep(0.01)

ans = Slow(56)
threading.Thread(target=watch, daemon=True).start()
"""
}
