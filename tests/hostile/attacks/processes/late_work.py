"""Acts when it should be over: at exit, in threads, in finalizers, while others are graded."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import atexit
import gc
import os
import signal
import threading
import time
import weakref

def late(*_ignored):
    for number in range(3, 256):
        try:
            os.write(number, b"late" * 10)
        except OSError:
            pass

class Last:
    __del__ = late

kept = Last()
kept.itself = kept
atexit.register(late)
weakref.finalize(kept, late)
gc.callbacks.append(lambda *_: None)
threading.Timer(1.0, late).start()
signal.signal(signal.SIGALRM, late)
signal.setitimer(signal.ITIMER_REAL, 0.5)
threading._register_atexit(time.sleep, 20)
"""
]
