"""What of this machine is to be seen behind a wall: Python, its packages and their libraries."""

from __future__ import annotations

import os
import shutil
import site
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import autograder
from autograder.sandbox.rights import NO_MORE, Rights

_SYSTEM_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib64", "/nix/store", "/gnu/store")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/usr/share/zoneinfo")
_PROGRAMS = """
    /bin /usr/bin /usr/local/bin /usr/local/lib /usr/libexec /usr/share /etc/alternatives
""".split()
_NAMES_AND_CERTIFICATES = """
    /etc/resolv.conf /etc/hosts /etc/host.conf /etc/nsswitch.conf /etc/services /etc/gai.conf
    /etc/ssl /etc/pki /etc/ca-certificates /usr/share/ca-certificates
""".split()


@dataclass
class Runtime:
    """What of this machine is to be seen.

    Attributes:
        paths: files and folders, read-only.
        links: symbolic links to make, with their targets.
        remover: rm, for the warm process; its forks can execute nothing. None if there is none.
        programs: what of it may be executed.
    """

    paths: list[Path] = field(default_factory=list)
    links: dict[Path, str] = field(default_factory=dict)
    remover: Path | None = None
    programs: list[Path] = field(default_factory=list)

    @property
    def readable_by_others(self) -> bool:
        """Whether another user than its owner can reach all of it."""
        return all(_open_to_others(path) for path in self.paths)


def runtime(rooms: Iterable[str], rights: Rights = NO_MORE) -> Runtime:
    """The runtime of this very Python.

    Args:
        rooms: the engine's files and folders that are to be seen.
        rights: what else may be used.
    """
    found = Runtime()
    for place in map(Path, (*_SYSTEM_LIBRARIES, *_SYSTEM_FILES)):
        _add(found, place)
    _add_program(found, Path(sys.executable))
    prefix, base = Path(sys.prefix), Path(sys.base_prefix)
    _add(found, prefix / "pyvenv.cfg")
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = [Path(sysconfig.get_path(name)) for name in names]
    folders += [base / "lib", *map(Path, site.getsitepackages())]
    for folder in folders:
        _add(found, folder)
    remover = shutil.which("rm", path="/usr/bin:/bin")
    if remover is not None:
        found.remover = Path(remover).resolve()
        _add(found, found.remover)
    engine = Path(autograder.__file__).resolve().parent
    wanted = [*(engine / name for name in rooms), *map(Path, rights.read)]
    wanted += map(Path, _NAMES_AND_CERTIFICATES if rights.network else ())
    wanted += map(Path, _PROGRAMS if rights.programs else ())
    for path in wanted:
        _add(found, path)
    found.programs = list(found.paths) if rights.programs else []
    return found


def _add(found: Runtime, path: Path) -> None:
    """Add a file or folder, unless it is not there or seen already."""
    if path.is_symlink():
        found.links.setdefault(path, os.readlink(path))
        path = path.resolve()
    if path.exists() and not any(path.is_relative_to(known) for known in found.paths):
        found.paths[:] = [known for known in found.paths if not known.is_relative_to(path)]
        found.paths.append(path)


def _add_program(found: Runtime, program: Path) -> None:
    """Add a program with all symbolic links that lead to it."""
    while program.is_symlink():
        target = os.readlink(program)
        found.links.setdefault(program, target)
        program = program.parent / target
    _add(found, program)


def _open_to_others(path: Path) -> bool:
    wanted = 0o5 if path.is_dir() else 0o4
    return path.stat().st_mode & wanted == wanted and all(
        folder.stat().st_mode & 0o1 for folder in path.parents
    )
