"""Sends by sendmmsg and connects by raw system calls: the ways around a wrapper's checks."""

OUTCOME = "held"
STOCK = False
CELLS = [
    """
import ctypes
import errno
import socket
import struct

libc = ctypes.CDLL(None, use_errno=True)
address = struct.pack("=H", socket.AF_UNIX) + b"\\0{doors}/datagrams"
place = ctypes.create_string_buffer(address, len(address))
try:
    end, _other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
except OSError as error:
    print("held:", type(error).__name__)
    end, _other = socket.socketpair()
text = ctypes.create_string_buffer(b"secret")
part = (ctypes.c_void_p * 2)(ctypes.addressof(text), 6)
header = (ctypes.c_void_p * 8)(ctypes.addressof(place), len(address), ctypes.addressof(part), 1)
for name, result in (
    ("sendmmsg", lambda: libc.sendmmsg(end.fileno(), header, 1, 0)),
    ("sendmsg", lambda: libc.sendmsg(end.fileno(), header, 0)),
    ("sendto", lambda: libc.sendto(end.fileno(), text, 6, 0, place, len(address))),
    ("connect", lambda: libc.connect(end.fileno(), place, len(address))),
):
    print(f"ESCAPED: {name}" if result() >= 0 else f"held: {errno.errorcode[ctypes.get_errno()]}")
"""
]
