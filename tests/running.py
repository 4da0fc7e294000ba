"""`autograder` as a process of its own, and a look at the processes that it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMBER, JUDGE = "autograder.pool.member", "-m autograder.judge"
LONG = 120.0  # seconds; what takes longer hangs


class Started:
    """`autograder`, running in a session of its own; use it in a with statement.

    Args:
        folder: the course.
        arguments: the command line.
        before: Python that runs first in the same process.
        environment: variables to change.
    """

    def __init__(self, folder: Path, *arguments: object, before: str = "", **environment: str) -> None:
        program = f"{before}\nfrom autograder.cli import main\nmain()"
        command = [sys.executable, "-c", program] if before else [sys.executable, "-m", "autograder"]
        self.process = subprocess.Popen(
            [*command, *map(str, arguments)],
            cwd=folder,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The main process's."""
        return self.process.pid

    def __enter__(self) -> Started:
        """Use in a with statement."""
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        self.process.communicate()

    def ended(self) -> subprocess.CompletedProcess[str]:
        """How it ended: exit code, stdout, stderr."""
        out, err = self.process.communicate(timeout=LONG)
        return subprocess.CompletedProcess(self.process.args, self.process.returncode, out, err)


def children(pid: int) -> dict[int, str]:
    """The processes that one has started, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it has ended
            continue
    return found


def descendants(pid: int) -> dict[int, str]:
    """The processes that one has started, and those that they have."""
    found = children(pid)
    for child in list(found):
        found |= descendants(child)
    return found


def members(pid: int) -> list[int]:
    """The members of the pool that a process has started."""
    return [child for child, command in children(pid).items() if MEMBER in command]


def judges(member: int) -> list[int]:
    """The processes in which a member judges right now, forks of its warm one: one, or none."""
    there = {pid: command for pid, command in descendants(member).items() if JUDGE in command}
    return [fork for pid, command in there.items() for fork, own in children(pid).items() if own == command]


def at_work(pid: int, seconds: float = 0.0) -> int | None:
    """A member that has judged the same notebook for so long."""
    seen = {member: judges(member) for member in members(pid)}
    time.sleep(seconds)
    for member, before in seen.items():
        if before and judges(member) == before:
            return member
    return None


def until(look: Callable[[], Any], seconds: float = LONG) -> Any:
    """Look until there is something to see.

    Raises:
        AssertionError: there was nothing in time.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"nothing came of {look} in {seconds:g} s")
