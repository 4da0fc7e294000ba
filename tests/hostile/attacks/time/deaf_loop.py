"""Ignores and blocks all signals, then loops."""

OUTCOME = "ended"
STOCK = False
CELLS = [
    """
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    pass
"""
]
