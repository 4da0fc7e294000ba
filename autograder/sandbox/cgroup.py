"""A control group of the kernel's for a warm process and all that it forks: memory and processes.

Forks are allowed only with a control group, and in namespaces. A process's own limit of memory counts anew
for each of its children, so without a group many children have many times the memory. Without namespaces a
child that detaches itself could not be found. There `fork` fails as if the limit of processes were reached;
threads go on working.

Source: https://docs.kernel.org/admin-guide/cgroup-v2.html, and cgroup-v1/memories.html beside it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from dataclasses import dataclass
from pathlib import Path

_MOUNT = Path("/sys/fs/cgroup")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class ControlGroup:
    """A group: one folder under version 2 of the kernel's interface, one for each controller under 1.

    Attributes:
        folders: as made; remove them when their processes have ended.
    """

    folders: tuple[Path, ...]

    @property
    def doors(self) -> list[Path]:
        """The files that a process writes its number to, to go in."""
        return [folder / "cgroup.procs" for folder in self.folders]

    def holds(self, pid: int) -> bool:
        """Whether a process is in all of it."""
        return all(str(pid) in door.read_text().split() for door in self.doors)

    def remove(self) -> None:
        """Remove it; its processes have ended."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def make_group(memory: int, processes: int) -> ControlGroup:
    """Make a group below the one that this process is in, or beside it.

    Args:
        memory: bytes of all its processes together.
        processes: processes and threads together.

    Raises:
        OSError: none can be had here, and why.
    """
    name = f"autograder-{os.getpid()}-{next(_numbers)}"
    own = dict(_memberships())
    if "memory" in own and "pids" in own:
        limits = {
            "memory": [("memory.limit_in_bytes", memory), ("memory.memsw.limit_in_bytes", memory)],
            "pids": [("pids.max", processes)],
        }
        return _make({_MOUNT / kind / own[kind].lstrip("/") / name: limits[kind] for kind in limits})
    if "" not in own:
        raise OSError("this system has no control groups")
    here = _MOUNT / own[""].lstrip("/")
    for parent in (here, here.parent):
        with contextlib.suppress(OSError):
            if {"memory", "pids"} <= set((parent / "cgroup.subtree_control").read_text().split()):
                wanted = [("memory.max", memory), ("memory.swap.max", 0), ("pids.max", processes)]
                return _make({parent / name: wanted})
    raise OSError(f"memory and processes can't be limited below {here}: they are not delegated to this user")


def _memberships() -> list[tuple[str, str]]:
    """The controllers of version 1, and "" for version 2, with the group that this process is in."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return []
    parts = [line.split(":", 2) for line in lines]
    return [(kind, path) for _number, kinds, path in parts for kind in kinds.split(",")]


def _make(wanted: dict[Path, list[tuple[str, int]]]) -> ControlGroup:
    made: list[Path] = []
    try:
        for folder, limits in wanted.items():
            folder.mkdir()
            made.append(folder)
            for file, value in limits:
                if (folder / file).exists() or not file.startswith(("memory.memsw", "memory.swap")):
                    (folder / file).write_text(str(value))
    except OSError:
        ControlGroup(tuple(made)).remove()
        raise
    return ControlGroup(tuple(made))
