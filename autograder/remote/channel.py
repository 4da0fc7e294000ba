"""Frames on a socket: a length, a sequence number, a message. Bounded in size and time."""

from __future__ import annotations

import select
import socket
import struct
import time

MAX_FRAME = 64 << 20
_HEADER = struct.Struct("<II")
_USUAL_BYTES, _MOST_BYTES = 1 << 13, 1 << 20  # of one call of recv


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
        self._came = bytearray()  # what was received and not yet asked for

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def wait(self, seconds: float) -> bool:
        """Wait for the other side to say something; whether it has."""
        return bool(self._came) or self._poll(select.POLLIN, seconds)

    def send(
        self, number: int, payload: bytes, *, seconds: float | None = None, limit: int = MAX_FRAME
    ) -> None:
        """Send one frame.

        Args:
            number: its sequence number.
            payload: what is in it.
            seconds: for all of it.
            limit: bytes that it may have.

        Raises:
            ChannelClosed, TooSlow: the other side doesn't take it.
            ProtocolViolation: it is too large.
        """
        if len(payload) > limit:
            raise ProtocolViolation(f"a frame of {len(payload)} bytes")
        frame = memoryview(_HEADER.pack(len(payload), number) + payload)
        try:
            if seconds is None:
                self._socket.sendall(frame)
                return
            deadline = time.monotonic() + seconds
            while frame:
                try:
                    frame = frame[self._socket.send(frame, socket.MSG_DONTWAIT) :]
                except BlockingIOError:
                    self._wait_until(select.POLLOUT, deadline)
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
        self._gather(_HEADER.size, deadline)
        length, number = _HEADER.unpack_from(self._came)
        if length > limit:
            raise ProtocolViolation(f"a frame of {length} bytes")
        end = _HEADER.size + length
        self._gather(end, deadline)
        payload = bytes(self._came[_HEADER.size : end])
        del self._came[:end]
        return number, payload

    def _gather(self, size: int, deadline: float | None) -> None:
        """Receive until there are this many bytes; more, if they are there already."""
        while len(self._came) < size:
            wanted = min(max(size - len(self._came), _USUAL_BYTES), _MOST_BYTES)
            try:
                part = self._socket.recv(wanted, 0 if deadline is None else socket.MSG_DONTWAIT)
            except BlockingIOError:
                assert deadline is not None
                self._wait_until(select.POLLIN, deadline)
                continue
            except OSError as error:
                raise ChannelClosed from error
            if not part:
                raise ChannelClosed
            self._came += part
            if deadline is not None and time.monotonic() >= deadline and len(self._came) < size:
                raise TooSlow

    def _wait_until(self, event: int, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or not self._poll(event, left):
            raise TooSlow

    def _poll(self, event: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._socket, event)
        return bool(poll.poll(seconds * 1000))
