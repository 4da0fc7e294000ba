"""The files of a folder or a zip archive, listed without opening one and read without trusting one."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
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
_MAX_DIRECTORY = 4_000_000
_CHUNK = 1_000_000
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    IndexError,
    OverflowError,
)
_IGNORED = {"__MACOSX", "__pycache__", ".ipynb_checkpoints", ".git", ".DS_Store", "Thumbs.db"}
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
        for name, kind, size in listing:
            path = f"{folder}/{name}" if folder else name
            if kind == stat.S_IFDIR and depth < _MAX_DEPTH and not name.endswith(".ipynb"):
                waiting.append((path, depth + 1))
            else:
                yield Entry(path, _problem(kind, path), size, partial(_read_below, root, path))


def entries_of_zip(data: bytes) -> list[Entry]:
    """What is in a zip archive.

    Raises:
        Unopenable: it is none, or holds too much to list.
    """
    try:
        archive = zipfile.ZipFile(_Directory(data))
    except _DAMAGED as error:
        raise Unopenable("is no zip archive, or a damaged one") from error
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise Unopenable(f"holds {len(infos)} files, more than the {MAX_ENTRIES} that are taken in")
    return [entry for info in infos if (entry := _zipped(archive, info))]


class _Directory(io.BytesIO):
    """An archive whose list of files is never read when that alone would fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_DIRECTORY:
            raise zipfile.BadZipFile
        return super().read(size)


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry | None:
    path = info.filename.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if _IGNORED & set(parts) or not parts:
        return None
    kind = stat.S_IFMT(info.external_attr >> 16)
    if path.startswith("/") or ".." in parts or parts[0][1:2] == ":":
        problem = "has a path that leads out of the archive"
    elif path.endswith("/"):
        if not parts[-1].endswith(".ipynb"):
            return None
        problem = is_not(stat.S_IFDIR, "file")
    elif kind not in (0, stat.S_IFREG):
        problem = is_not(kind, "file")
    elif info.flag_bits & 0x1:
        problem = "is locked with a password"
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        problem = "is compressed in an unusual way"
    else:
        problem = _problem(stat.S_IFREG, "/".join(parts))
    return Entry("/".join(parts), problem, info.file_size, partial(_unzipped, archive, info))


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(info) as stream:
            data = bytearray()
            while len(data) < limit and (chunk := stream.read(min(_CHUNK, limit - len(data)))):
                data += chunk
            return bytes(data)
    except _DAMAGED as error:
        raise Unopenable("is damaged in the archive") from error


def _listing(root: int, folder: str) -> list[tuple[str, int, int]]:
    """The names in a folder, what kind each is and how large, without following a link."""
    found: list[tuple[str, int, int]] = []
    try:
        with _below(root, folder, folder=True) as descriptor, os.scandir(descriptor) as scan:
            for entry in islice(scan, MAX_ENTRIES + 1):
                if entry.name not in _IGNORED:
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


def _problem(kind: int, path: str) -> str:
    if kind != stat.S_IFREG:
        return is_not(kind, "file")
    try:
        lengths = [len(part.encode()) for part in path.split("/")]
    except UnicodeEncodeError:
        return "has a name that is no text"
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
