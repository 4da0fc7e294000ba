"""What a cell puts out, collected as a notebook has it."""

from __future__ import annotations

import base64
import io
import json
import os
import threading
from typing import Any

from autograder.remote.messages import Output, clean
from autograder.remote.output_bounds import CUT, OUTPUT_BYTES, size_of

MAX_CELL_BYTES = 1 << 20


class Collector:
    """The outputs of the running cell, up to a limit.

    Args:
        limit: bytes of a cell's outputs that are kept; the rest is cut with a note.
    """

    def __init__(self, limit: int = MAX_CELL_BYTES) -> None:
        self.limit = limit
        self.muted = False
        self._lock = threading.RLock()  # threads of the student's print too
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.outputs: list[Output] = []
        self._pieces: list[str] = []  # of the last output, a stream: joined when it is complete
        self._displayed: dict[str, list[Output]] = {}
        self._size = 0
        self._cut = False
        self._clear_next = False

    def take(self) -> list[Output]:
        """The outputs until now; collecting starts anew."""
        with self._lock:
            self._join()
            outputs = self.outputs
            self.reset()
            return outputs

    def stream(self, name: str, text: str) -> None:
        """Add text to stdout or stderr."""
        text = clean(text)
        with self._lock:
            room = self.limit - self._size
            if 0 < room < len(text):
                self._stream(name, text[:room])
                text = text[room:]
            self._stream(name, text)

    def _stream(self, name: str, text: str) -> None:
        if self.muted or not self._room(len(text)):
            return
        if not self._pieces or self.outputs[-1].name != name:
            self._join()
            self._size += OUTPUT_BYTES
            self.outputs.append(Output("stream", name=name))
        self._pieces.append(text)

    def add(self, output: Output, display_id: str | None = None) -> None:
        """Add a result, a display or an error."""
        with self._lock:
            if self.muted or not self._room(size_of(output)):
                return
            self._join()
            self.outputs.append(output)
            if display_id is not None:
                self._displayed.setdefault(display_id, []).append(output)

    def update(self, display_id: str, data: dict[str, str], metadata: str) -> None:
        """Replace what was displayed under an id in this cell."""
        with self._lock:
            for output in self._displayed.get(display_id, []):
                before = size_of(output)
                output.data, output.metadata = data, metadata
                self._size += size_of(output) - before
                if self._size > self.limit:
                    output.data = {"text/plain": CUT}

    def clear(self, *, wait: bool) -> None:
        """Clear the outputs, now or when the next one comes."""
        with self._lock:
            self._clear_next = wait
            if not wait:
                self.outputs, self._pieces = [], []

    def _join(self) -> None:
        """Complete the stream that the outputs end with, if they do."""
        if self._pieces:
            self.outputs[-1].text = "".join(self._pieces)
            self._pieces = []

    def _room(self, size: int) -> bool:
        """Whether an output may still be added."""
        if self._clear_next:
            self.clear(wait=False)
        if self._cut:
            return False
        self._size += size
        if self._size > self.limit:
            self._cut = True
            self._join()
            self.outputs.append(Output("stream", name="stderr", text=CUT))
            return False
        return True


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the student's code."""

    def __init__(self, name: str, collector: Collector, fd: int) -> None:
        super().__init__()
        self._name, self._collector, self._fd = name, collector, fd

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Always UTF-8."""
        return "UTF-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """As the kernel's."""
        return "strict"

    @property
    def name(self) -> str:
        """As the kernel's."""
        return f"<{self._name}>"

    def write(self, text: str) -> int:
        """Add text to the cell's output."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._collector.stream(self._name, text)
        return len(text)

    def writable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The descriptor that it stands for."""
        return self._fd


class Descriptor:
    """File descriptor 1 or 2, caught in a file: what is written past sys.stdout.

    Args:
        name: "stdout" or "stderr".
        fd: the descriptor.
    """

    def __init__(self, name: str, fd: int) -> None:
        self._name, self._fd, self._position = name, fd, 0
        caught = os.memfd_create(name)
        os.dup2(caught, fd)
        os.close(caught)

    def drain(self, collector: Collector) -> None:
        """Hand what is new to the collector; the file starts anew."""
        try:
            size = os.fstat(self._fd).st_size
            text = os.pread(self._fd, min(size, collector.limit), 0).decode("utf-8", "replace")
            os.ftruncate(self._fd, 0)
            os.lseek(self._fd, 0, os.SEEK_SET)
        except OSError:
            return
        if text:
            collector.stream(self._name, text)


def as_texts(data: dict[str, Any]) -> dict[str, str]:
    """A MIME bundle with every value as text: bytes in base64, JSON as JSON."""
    texts = {}
    for mime, value in data.items():
        if isinstance(value, bytes):
            texts[clean(str(mime))] = base64.b64encode(value).decode()
        elif isinstance(value, str):
            texts[clean(str(mime))] = clean(str.__str__(value))
        else:
            texts[clean(str(mime))] = json.dumps(value, default=str)
    return texts
