"""Frames on a socket: a length, a sequence number, a message. Bounded in size and time."""

from __future__ import annotations

import socket
import struct
import time

MAX_FRAME = 64 << 20
_HEADER = struct.Struct("<II")


class ChannelClosed(Exception):
    """The other side is gone."""


class TooSlow(Exception):
    """No answer within the time that was given."""


class ProtocolViolation(Exception):
    """The other side sent what the channel doesn't carry."""


class Channel:
    """One end of the channel.

    Args:
        sock: a connected stream socket.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def send(self, number: int, payload: bytes, *, seconds: float | None = None) -> None:
        """Send one frame.

        Raises:
            ChannelClosed, TooSlow: the other side doesn't take it.
            ProtocolViolation: it is too large.
        """
        if len(payload) > MAX_FRAME:
            raise ProtocolViolation(f"a frame of {len(payload)} bytes")
        self._socket.settimeout(seconds)
        try:
            self._socket.sendall(_HEADER.pack(len(payload), number) + payload)
        except TimeoutError as error:
            raise TooSlow from error
        except OSError as error:
            raise ChannelClosed from error

    def receive(self, *, seconds: float | None = None, limit: int = MAX_FRAME) -> tuple[int, bytes]:
        """Receive one frame: its sequence number and payload.

        Args:
            seconds: for all of it.
            limit: bytes that it may have.

        Raises:
            ChannelClosed, TooSlow: nothing came, or not all of it.
            ProtocolViolation: it is too large.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        length, number = _HEADER.unpack(self._exactly(_HEADER.size, deadline))
        if length > limit:
            raise ProtocolViolation(f"a frame of {length} bytes")
        return number, self._exactly(length, deadline)

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise TooSlow
            self._socket.settimeout(left)
            try:
                part = self._socket.recv(min(size - len(parts), 1 << 20))
            except TimeoutError as error:
                raise TooSlow from error
            except OSError as error:
                raise ChannelClosed from error
            if not part:
                raise ChannelClosed
            parts += part
        return bytes(parts)
