"""Interrupts the code around its cells, by a signal that comes when the cell is over."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import signal
import threading
import _thread

def interrupt():
    import time

    for _ in range(20):
        time.sleep(0.05)
        _thread.interrupt_main()

threading.Thread(target=interrupt, daemon=True).start()
"""
]
