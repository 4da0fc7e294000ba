"""Takes one end of an allowed socket pair, and sends from it to another address.

Datagrams need no connection, so none is refused.
"""

OUTCOME = "held"
STOCK = True
CELLS = [
    """
import socket

for address in ("{doors}/datagrams", "\\0{doors}/datagrams", "/dev/log"):
    for send in (
        lambda end: end.sendto(b"secret", address),
        lambda end: end.sendmsg([b"secret"], [], 0, address),
        lambda end: end.connect(address) or end.send(b"secret"),
    ):
        try:
            end, _other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            send(end)
            print("ESCAPED: sent to", address)
        except OSError as error:
            print("held:", type(error).__name__)
"""
]
