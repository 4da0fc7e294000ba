"""The files of a folder, listed without opening one and read without trusting one."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice

MAX_ENTRIES = 10_000
_MAX_DEPTH = 12
_MAX_NAME = 255
_MAX_PATH = 2000  # half of what Linux takes: the student's files go into a folder that has a path, too
_OF_TOOLS = {
    *("__MACOSX", "__pycache__", ".ipynb_checkpoints", ".git", ".DS_Store", "Thumbs.db", "desktop.ini"),
    *("site-packages", "node_modules", ".venv", ".tox", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
}
ENVIRONMENT = "pyvenv.cfg"  # marks a folder as a Python environment: 20,000 files, none of them the student's
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_UNUSUAL = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Unopenable(Exception):
    """A file that can't be read. The text goes on after the file's name: "is a link"."""


@dataclass(frozen=True)
class Entry:
    """A file, or something else that stands where a file could.

    Attributes:
        path: relative to the folder or archive, with "/" between the parts.
        problem: why it can't be read; empty for a file that can.
        size: in bytes, as declared.
        read: its first bytes, up to a number of them; raises Unopenable.
    """

    path: str
    problem: str
    size: int
    read: Callable[[int], bytes]

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The path of the folder that it is in; empty for the outermost."""
        return self.path.rpartition("/")[0]


def is_of_tools(name: str) -> bool:
    """Whether a file or folder of this name is what systems and tools leave behind: nobody handed it in."""
    return name in _OF_TOOLS or name.startswith("._")


def is_not(kind: int, expected: str) -> str:
    """What is said where one kind of thing was expected and another found: "is a link, not a file"."""
    return f"is {_UNUSUAL.get(kind, 'a file')}, not a {expected}"


@contextmanager
def opened(path: str, *, at: int | None = None, folder: bool = False) -> Iterator[int]:
    """A file descriptor of a regular file or a folder: never of anything else, never by way of a link.

    Raises:
        Unopenable: it is something else, or can't be opened.
    """
    try:
        descriptor = os.open(path, _OPEN, dir_fd=at)
    except OSError as error:
        raise Unopenable(_why_not(path, at, error)) from error
    try:
        kind = stat.S_IFMT(os.fstat(descriptor).st_mode)
        if kind != (stat.S_IFDIR if folder else stat.S_IFREG):
            raise Unopenable(is_not(kind, "folder" if folder else "file"))
        yield descriptor
    finally:
        os.close(descriptor)


def read_bounded(descriptor: int, limit: int) -> bytes:
    """The first bytes of an open file, whatever size it says it has."""
    try:
        with open(descriptor, "rb", closefd=False) as stream:
            return stream.read(limit)
    except OSError as error:
        raise Unopenable(f"can't be read: {error.strerror}") from error


def entries_of_folder(root: int) -> Iterator[Entry]:
    """What is in an open folder, those nearest to it first, in the order of their names. Follows no link."""
    waiting = deque([("", 0)])
    while waiting:
        folder, depth = waiting.popleft()
        try:
            listing = _listing(root, folder)
        except Unopenable as error:
            if not folder:
                raise
            yield Entry(folder, str(error), 0, partial(_read_below, root, folder))
            continue
        if folder and any(name == ENVIRONMENT for name, _kind, _size in listing):
            continue
        for name, kind, size in listing:
            path = f"{folder}/{name}" if folder else name
            if kind == stat.S_IFDIR and depth < _MAX_DEPTH and not name.endswith(".ipynb"):
                waiting.append((path, depth + 1))
            else:
                yield Entry(path, problem_of(kind, path), size, partial(_read_below, root, path))


def _listing(root: int, folder: str) -> list[tuple[str, int, int]]:
    """The names in a folder, what kind each is and how large, without following a link."""
    found: list[tuple[str, int, int]] = []
    try:
        with _below(root, folder, folder=True) as descriptor, os.scandir(descriptor) as scan:
            for entry in islice(scan, MAX_ENTRIES + 1):
                if not is_of_tools(entry.name):
                    status = entry.stat(follow_symlinks=False)
                    found.append((entry.name, stat.S_IFMT(status.st_mode), status.st_size))
    except OSError as error:
        raise Unopenable(f"can't be read: {error.strerror}") from error
    return sorted(found)


@contextmanager
def _below(root: int, path: str, *, folder: bool) -> Iterator[int]:
    """Like opened, for a path of several parts: none of them may be a link."""
    first, _, rest = path.partition("/")
    if not first:
        yield root
    elif not rest:
        with opened(first, at=root, folder=folder) as descriptor:
            yield descriptor
    else:
        with opened(first, at=root, folder=True) as inner, _below(inner, rest, folder=folder) as descriptor:
            yield descriptor


def _read_below(root: int, path: str, limit: int) -> bytes:
    with _below(root, path, folder=False) as descriptor:
        return read_bounded(descriptor, limit)


def problem_of(kind: int, path: str) -> str:
    """Why a file of this kind and path can't be taken; empty where it can."""
    if kind != stat.S_IFREG:
        return is_not(kind, "file")
    try:
        lengths = [len(part.encode()) for part in path.split("/")]
    except UnicodeEncodeError:
        return "has a name that isn't text"
    too_long = max(lengths) > _MAX_NAME or sum(lengths) + len(lengths) > _MAX_PATH
    return "has a name that is too long" if too_long else ""


def _why_not(path: str, at: int | None, error: OSError) -> str:
    try:
        kind = stat.S_IFMT(os.stat(path, dir_fd=at, follow_symlinks=False).st_mode)
    except OSError:
        kind = stat.S_IFREG
    if kind in (stat.S_IFREG, stat.S_IFDIR):
        return f"can't be opened: {error.strerror}"
    return is_not(kind, "file")
