"""A forged reply on every pipe and local socket, at the moment a test waits for a function's result.

The expected value isn't known, so the reply claims everything at once.
"""

EARNS = False
CELLS = {
    "sq": """
import json
import os
import socket
import stat
import struct

def is_channel(descriptor):
    # Pipes and local sockets; noise on the TCP connections of a stock kernel would only hang it.
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISSOCK(mode):
        with socket.socket(fileno=os.dup(descriptor)) as copy:
            return copy.family == socket.AF_UNIX
    return stat.S_ISFIFO(mode)

def sq(x):
    reply = json.dumps({"value": True, "result": True, "passed": True, "status": "ok", "score": 2}).encode()
    for descriptor in range(3, 64):
        try:
            if is_channel(descriptor):
                os.set_blocking(descriptor, False)
                os.write(descriptor, struct.pack("<I", len(reply)) + reply + reply + b"\\n")
        except OSError:
            pass
    return x * 2
"""
}
