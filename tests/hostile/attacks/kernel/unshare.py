"""Moves into namespaces of its own, where it would be root."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)

def attempt(name, result):
    print(f"ESCAPED: {name}" if result >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")

for name, flag in (
    ("user", 0x10000000), ("mount", 0x20000), ("process", 0x20000000), ("network", 0x40000000),
    ("ipc", 0x08000000), ("host name", 0x04000000), ("cgroup", 0x02000000), ("time", 0x80),
    ("all", 0x7E020000),
):
    attempt(name, libc.unshare(flag))
"""
]
