"""What a notebook of a student may use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from autograder.errors import UnusableInput

LONGEST = 3600.0  # seconds for a cell


@dataclass(frozen=True)
class Limits:
    """What a notebook may use. The defaults fit a class on a laptop.

    Times are a process's own: what its threads use of the processors, or the clock without what it waits for
    a processor, whichever runs out first. So no grade depends on what else runs.

    Attributes:
        cell: seconds for a cell.
        call: seconds for a call of a grade cell.
        notebook: seconds for all of it.
        memory: MiB.
        processes: processes and threads together.
        file_size: MiB of one file.
        disk: MiB of all files in the work folder.
        files: files and folders in the work folder.
        descriptors: open files.
        output: KiB of a cell's outputs that are kept; the rest is cut with a note.
    """

    cell: float = 30.0
    call: float = 10.0
    notebook: float = 120.0
    memory: int = 1024
    processes: int = 64
    file_size: int = 64
    disk: int = 128
    files: int = 4096
    descriptors: int = 256
    output: int = 1024

    def with_changes(self, changes: Iterable[str]) -> Limits:
        """The limits with some changed.

        Args:
            changes: each as NAME=NUMBER.

        Raises:
            UnusableInput: no such limit, or no number that it can have.
        """
        changed = self
        for change in changes:
            name, _equals, text = change.partition("=")
            value: Any = self._value(name.strip(), text)
            changed = replace(changed, **{name.strip(): value})
        return changed

    def _value(self, name: str, text: str) -> float:
        names = [field.name for field in fields(self)]
        if name not in names:
            raise UnusableInput(f"There is no limit {name!r}.", f"The limits are {', '.join(names)}.")
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        low, high = _RANGES[name]
        if not low <= value <= high:
            raise UnusableInput(
                f"The limit {name} can't be {text!r}: it is a number from {low:g} to {high:g}.",
                f"The default is {name}={getattr(Limits(), name):g}.",
            )
        return value if isinstance(getattr(self, name), float) else int(value)


_RANGES = {
    "cell": (0.1, LONGEST),
    "call": (0.1, LONGEST),
    "notebook": (0.1, 86_400),
    "memory": (64, 1 << 20),
    "processes": (8, 10_000),
    "file_size": (1, 1 << 20),
    "disk": (1, 1 << 20),
    "files": (64, 10_000_000),
    "descriptors": (32, 100_000),
    "output": (1, 16_384),
}
