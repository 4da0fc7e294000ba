"""Random bytes and huge frame lengths to every pipe and local socket the process has.

Whoever reads them must neither fail open nor wait for ever.
"""

EARNS = False
CELLS = {
    "ans": """
import os
import random
import socket
import stat

def is_channel(descriptor):
    # Pipes and local sockets; noise on the TCP connections of a stock kernel would only hang it.
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISSOCK(mode):
        with socket.socket(fileno=os.dup(descriptor)) as copy:
            return copy.family == socket.AF_UNIX
    return stat.S_ISFIFO(mode)

ans = 56
noise = random.Random(0).randbytes(256)
for descriptor in range(64):
    try:
        if is_channel(descriptor):
            os.set_blocking(descriptor, False)
            os.write(descriptor, b"\\xff\\xff\\xff\\x7f" + noise)
    except OSError:
        pass
"""
}
