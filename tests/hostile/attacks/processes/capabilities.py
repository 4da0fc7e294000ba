"""Gives itself every capability there is, as an ambient one too."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import struct

libc = ctypes.CDLL(None, use_errno=True)
header = struct.pack("=II", 0x20080522, 0)
everything = struct.pack("=6I", *[0xFFFFFFFF] * 3, *[0x1FF] * 3)
some = struct.pack("=6I", *[1 << 21] * 3, 0, 0, 0)
for wanted in (everything, some):
    done = libc.capset(header, wanted)
    print("ESCAPED: has them" if done == 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
for capability in (0, 1, 7, 12, 19, 21):
    done = libc.prctl(47, 2, capability, 0, 0)
    print("ESCAPED: keeps them" if done == 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
"""
]
