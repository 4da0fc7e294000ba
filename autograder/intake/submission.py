"""A submission as it was handed in: a notebook, a folder or a zip archive."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

from autograder.errors import UnusableInput
from autograder.intake.files import (
    MAX_ENTRIES,
    Entry,
    Unopenable,
    entries_of_folder,
    entries_of_zip,
    is_not,
    opened,
    read_bounded,
)
from autograder.intake.unreadable import MAX_BYTES, Unreadable, too_large
from autograder.text import listed, shown

_MAX_ARCHIVE = 100_000_000
_MAX_OTHERS = 200
_MAX_OTHERS_BYTES = 20_000_000
_SUFFIX = ".ipynb"
_NOTEBOOK = re.compile(r"(.+)\.ipynb(?:\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
_COPY = re.compile(r"(?:[ _-]*\(\d+\)|[ _-]+copy[ _-]?\d*|-\d+)$", re.IGNORECASE)
_NOT_THE_STUDENTS = {"timestamp.txt"}


@dataclass(frozen=True)
class SubmissionFiles:
    """What a submission holds. Nothing of it has been written to disk or looked into.

    Attributes:
        notebooks: by name, without .ipynb, the bytes of those that were handed in, or why they can't be read.
        others: the student's other files, by path relative to the notebooks.
        left_out: the files that were not taken, by path (as it can be shown), and why.
        paths: where the notebooks lay in the folder or archive, by name.
    """

    notebooks: dict[str, bytes | Unreadable] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def open_submission(
    path: Path, notebook_names: Sequence[str], *, assignment: str = "this assignment"
) -> SubmissionFiles:
    """Read a submission into memory, within bounds. Follows no link, and opens nothing but plain files.

    Args:
        path: a notebook, a folder with notebooks, or a zip archive of either.
        notebook_names: the assignment's notebooks, without .ipynb.
        assignment: what the messages call it.

    Raises:
        UnusableInput: there is no such path, or no notebook of the assignment.
    """
    names = list(notebook_names)
    if str(path) == "-":
        raise UnusableInput(
            "- isn't a submission: nothing is read from standard input.",
            "Name a notebook, a folder or a zip archive.",
        )
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            with opened(str(path), folder=True) as root:
                entries = list(islice(entries_of_folder(root), MAX_ENTRIES + 1))
                return _sorted_out(path.name, entries, names, assignment)
        return _of_file(path, _read(path, _MAX_ARCHIVE + 1), names, assignment)
    except Unopenable as error:
        given = shown(path.name or str(path))
        raise UnusableInput(f"{given} {error}.", "Name a notebook, a folder or a zip archive.") from error
    except (OSError, ValueError) as error:
        raise UnusableInput(
            f"{shown(str(path))} is not there, or can't be opened.", "Check the spelling, and run it again."
        ) from error


def read_file(path: Path) -> bytes:
    """A notebook's bytes, from a plain file of at most 50 MB.

    Raises:
        Unreadable: it is something else, is larger, or can't be read.
    """
    again = f"Hand in {shown(path.name)} as a plain file."
    try:
        data = _read(path, MAX_BYTES + 1)
    except Unopenable as error:
        raise Unreadable(f"{shown(path.name)} {error}. {again}") from error
    except (OSError, ValueError) as error:
        raise Unreadable(f"{shown(path.name)} is not there, or can't be opened. {again}") from error
    if len(data) > MAX_BYTES:
        raise too_large(shown(path.name))
    return data


def _read(path: Path, limit: int) -> bytes:
    kind = stat.S_IFMT(os.lstat(path).st_mode)
    if kind != stat.S_IFREG:
        raise Unopenable(is_not(kind, "file"))
    with opened(str(path)) as descriptor:
        return read_bounded(descriptor, limit)


def _of_file(path: Path, data: bytes, names: list[str], assignment: str) -> SubmissionFiles:
    if _NOTEBOOK.fullmatch(path.name):
        name = _name_of(path.name, names) or (names[0] if len(names) == 1 else None)
        if name is None:
            raise UnusableInput(
                f"{shown(path.name)} is no notebook of {assignment}. Expected {_expected(names)}.",
                "Give it the name that it had when it was handed out.",
            )
        return SubmissionFiles({name: too_large(shown(path.name)) if len(data) > MAX_BYTES else data})
    if len(data) > _MAX_ARCHIVE:
        raise UnusableInput(
            f"{shown(path.name)} is larger than {_MAX_ARCHIVE // 1_000_000} MB.",
            "Pack the notebooks alone, with their outputs cleared.",
        )
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise UnusableInput(
            f"{shown(path.name)} is neither a notebook, a folder nor a zip archive.",
            f"Expected {_expected(names)}, or a zip archive of them.",
        )
    return _sorted_out(path.name, entries_of_zip(data), names, assignment)


def _sorted_out(given: str, entries: list[Entry], names: list[str], assignment: str) -> SubmissionFiles:
    """Tell the notebooks from the other files, and read them."""
    unique = {entry.path: entry for entry in entries}
    candidates: dict[str, list[Entry]] = {name: [] for name in names}
    for entry in unique.values():
        name = _name_of(entry.name, names)
        if name is not None and not entry.problem.startswith("has a path"):
            candidates[name].append(entry)
    if not any(candidates.values()):
        raise UnusableInput(
            f"{shown(given)} holds no notebook of {assignment}. Expected {_expected(names)}; "
            f"found {listed([shown(path) for path in unique]) or 'nothing'}.",
            "Hand in the notebooks under the names that they were handed out with.",
        )
    root = _root(candidates)
    files = SubmissionFiles()
    for name, found in candidates.items():
        if found:
            _take_notebook(files, name, found, root)
    taken = {entry.path for found in candidates.values() for entry in found}
    _take_others(files, [entry for path, entry in unique.items() if path not in taken], root)
    for path, times in Counter(entry.path for entry in entries).items():
        if times > 1:
            files.left_out[shown(f"{path} (earlier)")] = "the last one of this name was taken"
    if len(entries) > MAX_ENTRIES:
        files.left_out["…"] = f"there are more than {MAX_ENTRIES} files"
    return files


def _root(candidates: dict[str, list[Entry]]) -> str:
    """The folder with the most of the notebooks; of several, the outermost."""
    counts = Counter(folder for found in candidates.values() for folder in {entry.folder for entry in found})
    return min(counts, key=lambda folder: (-counts[folder], folder.count("/") + bool(folder), folder))


def _take_notebook(files: SubmissionFiles, name: str, found: list[Entry], root: str) -> None:
    """Take the candidate in the notebooks' own folder, and of several there the one of the right name."""
    ranked = sorted(found, key=lambda entry: _rank(entry, name, root))
    chosen = ranked[0]
    rivals = [entry for entry in ranked if _rank(entry, name, root)[:2] == _rank(chosen, name, root)[:2]]
    if len(rivals) > 1 and chosen.name != name + _SUFFIX:
        files.notebooks[name] = Unreadable(
            f"{name}{_SUFFIX} is there more than once: {listed([shown(entry.path) for entry in rivals])}. "
            f"Hand in one of them, named {name}{_SUFFIX}."
        )
        return
    for copy in ranked[1:]:
        files.left_out[shown(copy.path)] = f"{shown(chosen.path)} was taken for {name}"
    files.notebooks[name] = _notebook(chosen, name)
    files.paths[name] = chosen.path


def _rank(entry: Entry, name: str, root: str) -> tuple[bool, bool, int, str]:
    return (entry.folder != root, entry.name != name + _SUFFIX, entry.path.count("/"), entry.path)


def _notebook(entry: Entry, name: str) -> bytes | Unreadable:
    again = f"Hand in {name}{_SUFFIX} as a plain file."
    if entry.problem:
        return Unreadable(f"{shown(entry.name)} {entry.problem}. {again}")
    try:
        data = entry.read(MAX_BYTES + 1)
    except Unopenable as error:
        return Unreadable(f"{shown(entry.name)} {error}. {again}")
    return too_large(shown(entry.name)) if len(data) > MAX_BYTES else data


def _take_others(files: SubmissionFiles, entries: Iterable[Entry], root: str) -> None:
    room = _MAX_OTHERS_BYTES
    tried = 0
    for entry in sorted(entries, key=lambda entry: (entry.path.count("/"), entry.path)):
        path = entry.path.removeprefix(f"{root}/") if root else entry.path
        if path in _NOT_THE_STUDENTS:
            continue
        problem = _why_not_taken(entry, root, tried, room)
        if not problem and any(str(parent) in files.others for parent in PurePosixPath(path).parents):
            problem = "is in a folder that is a file, too"
        if not problem:
            tried += 1
            room -= entry.size  # spent even when it can't be read, so that damaged files bound the time too
            try:
                files.others[path] = entry.read(entry.size)
                continue
            except Unopenable as error:
                problem = str(error)
        files.left_out[shown(entry.path)] = problem


def _why_not_taken(entry: Entry, root: str, tried: int, room: int) -> str:
    if entry.problem:
        return entry.problem
    if root and not entry.path.startswith(f"{root}/"):
        return "is not in the folder of the notebooks"
    if tried >= _MAX_OTHERS:
        return f"comes after the {_MAX_OTHERS} files that are taken"
    if entry.size > room:
        return f"is more than fits into {_MAX_OTHERS_BYTES // 1_000_000} MB with the others"
    return ""


def _name_of(file: str, names: list[str]) -> str | None:
    """Which notebook a file is by its name, with what browsers and platforms put around it taken off."""
    match = _NOTEBOOK.fullmatch(file)
    if match is None:
        return None
    if match[1] in names:
        return match[1]
    bare = _COPY.sub("", match[1]).casefold()
    fitting = [name for name in names if re.search(rf"(?:^|[_ -]){re.escape(name.casefold())}$", bare)]
    return max(fitting, key=len, default=None)


def _expected(names: list[str]) -> str:
    return listed([f"{name}{_SUFFIX}" for name in names], many=1)
