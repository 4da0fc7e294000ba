"""The files of a zip or tar archive, listed without trusting what it says, and read within bounds.

Zip archives may be compressed in any way that Python reads, if that takes little memory; tar archives are
unpacked into memory, within a bound, since they have no list of files. Names without the mark for UTF-8 are
read as UTF-8 where they can be, since macOS writes them so, and else as the format says.
"""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from functools import partial
from itertools import islice

from autograder.intake.files import (
    ENVIRONMENT,
    MAX_ENTRIES,
    Entry,
    Unopenable,
    is_of_tools,
    problem_of,
)

_MAX_DIRECTORY = 10_000_000
_MAX_UNPACKED = 150_000_000
_MAX_DICTIONARY = 72 << 20  # of LZMA: so much memory unpacking may take
_CHUNK = 1_000_000
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    IndexError,
    OverflowError,
)
_BOUNDED_HERE = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_UNUSUAL = "is compressed in a way that can't be read here: pack it again as a plain zip archive"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"
_OTHERS = {b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!": "RAR"}
_AT_TAR, _TAR = 257, b"ustar"


def is_archive(data: bytes) -> bool:
    """Whether a file is an archive by its first bytes, of a kind that is taken or not."""
    return (
        data.startswith((*_ZIP, _GZIP, _BZIP2, _XZ, *_OTHERS)) or data[_AT_TAR : _AT_TAR + len(_TAR)] == _TAR
    )


def entries_of_archive(data: bytes) -> list[Entry]:
    """What is in an archive, without what systems and tools leave behind.

    Raises:
        Unopenable: it is none that can be read, or holds too much to list.
    """
    for magic, kind in _OTHERS.items():
        if data.startswith(magic):
            raise Unopenable(f"is a {kind} archive, which can't be read here; a zip archive can")
    entries = _of_zip(data) if data.startswith(_ZIP) else _of_tar(_unpacked(data))
    kept = list(islice(_of_students(entries), MAX_ENTRIES + 1))
    if len(kept) > MAX_ENTRIES:
        raise Unopenable(f"holds more than the {MAX_ENTRIES} files that can be taken in")
    return kept


def _of_students(entries: list[Entry]) -> Iterable[Entry]:
    """Without the files of Python environments."""
    environments = tuple(
        f"{entry.folder}/" for entry in entries if entry.name == ENVIRONMENT and entry.folder
    )
    return (entry for entry in entries if not entry.path.startswith(environments))


def _of_zip(data: bytes) -> list[Entry]:
    try:
        archive = zipfile.ZipFile(_Directory(data))
    except _DAMAGED as error:
        raise Unopenable("isn't a zip archive, or is damaged") from error
    return [entry for info in archive.infolist() if (entry := _zipped(archive, info, data))]


class _Directory(io.BytesIO):
    """An archive whose list of files is never read when that alone would fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_DIRECTORY:
            raise zipfile.BadZipFile
        return super().read(size)


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> Entry | None:
    path = _name(info).replace("\\", "/")
    parts = _parts(path)
    if parts is None:
        return None
    kind = stat.S_IFMT(info.external_attr >> 16)
    if path.endswith("/"):
        if not parts[-1].endswith(".ipynb"):
            return None
        kind = stat.S_IFDIR
    problem = _leads_out(path, parts) or problem_of(kind or stat.S_IFREG, "/".join(parts))
    if not problem and info.flag_bits & 0x1:
        problem = "is locked with a password"
    if not problem and info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, *_BOUNDED_HERE):
        problem = _UNUSUAL
    return Entry("/".join(parts), problem, info.file_size, partial(_unzipped, archive, info, data))


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _parts(path: str) -> list[str] | None:
    """A path's parts; None for what systems and tools leave behind."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return None if not parts or any(map(is_of_tools, parts)) else parts


def _leads_out(path: str, parts: list[str]) -> str:
    leads_out = path.startswith("/") or ".." in parts or parts[0][1:2] == ":"
    return "has a path that leads out of the archive" if leads_out else ""


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes, limit: int) -> bytes:
    try:
        if info.compress_type in _BOUNDED_HERE:
            return _bounded(info, data, limit)
        with archive.open(info) as stream:
            content = bytearray()
            while len(content) < limit and (chunk := stream.read(min(_CHUNK, limit - len(content)))):
                content += chunk
            return bytes(content)
    except lzma.LZMAError as error:
        raise Unopenable(_UNUSUAL) from error
    except _DAMAGED as error:
        raise Unopenable("is damaged in the archive") from error


def _bounded(info: zipfile.ZipInfo, data: bytes, limit: int) -> bytes:
    """What bzip2 or LZMA unpack to: zipfile would unpack all of it at once, however much it is."""
    name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + name + extra
    packed = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_BZIP2:
        content = bz2.BZ2Decompressor().decompress(packed, limit)
    else:  # 4 bytes of version and size, then what a .lzma file begins with, but for the size of the content
        alone = packed[4:9] + b"\xff" * 8 + packed[9:]
        content = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MAX_DICTIONARY).decompress(alone, limit)
    if len(content) < limit and zlib.crc32(content) != info.CRC:
        raise zipfile.BadZipFile
    return content


def _unpacked(data: bytes) -> bytes:
    """A tar archive without its compression."""
    try:
        if data.startswith(_GZIP):
            unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(data, _MAX_UNPACKED + 1)
        elif data.startswith(_BZIP2):
            unpacked = bz2.BZ2Decompressor().decompress(data, _MAX_UNPACKED + 1)
        elif data.startswith(_XZ):
            decompressor = lzma.LZMADecompressor(memlimit=2 * _MAX_DICTIONARY)
            unpacked = decompressor.decompress(data, _MAX_UNPACKED + 1)
        else:
            unpacked = data
    except (*_DAMAGED, MemoryError) as error:
        raise Unopenable("is a damaged archive") from error
    if len(unpacked) > _MAX_UNPACKED:
        raise Unopenable(f"is larger than {_MAX_UNPACKED // 1_000_000} MB when it is unpacked")
    return unpacked


def _of_tar(data: bytes) -> list[Entry]:
    try:
        archive = tarfile.TarFile(fileobj=io.BytesIO(data))
        members = list(islice(archive, 2 * MAX_ENTRIES))
    except _DAMAGED as error:
        raise Unopenable("isn't a tar archive, or is damaged") from error
    return [entry for member in members if (entry := _tarred(archive, member))]


def _tarred(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Entry | None:
    parts = _parts(member.name)
    if parts is None or member.isdir():
        return None
    kind = stat.S_IFREG if member.isreg() else stat.S_IFLNK
    problem = _leads_out(member.name, parts) or problem_of(kind, "/".join(parts))
    return Entry("/".join(parts), problem, member.size, partial(_untarred, archive, member))


def _untarred(archive: tarfile.TarFile, member: tarfile.TarInfo, limit: int) -> bytes:
    try:
        stream = archive.extractfile(member)
        return stream.read(limit) if stream is not None else b""
    except _DAMAGED as error:
        raise Unopenable("is damaged in the archive") from error
