"""A submission as it was handed in: a notebook, a folder or a zip archive."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from autograder.course import Assignment
from autograder.errors import UnusableInput
from autograder.intake.archives import entries_of_archive, is_archive
from autograder.intake.candidates import answer, candidates_in, root_of
from autograder.intake.files import (
    MAX_ENTRIES,
    Entry,
    Unopenable,
    entries_of_folder,
    is_not,
    opened,
    read_bounded,
)
from autograder.intake.recognise import by_cells, is_notebook, named
from autograder.intake.unreadable import MAX_BYTES, Unreadable, too_large
from autograder.text import listed, shown

_MAX_ARCHIVE = 100_000_000
_MAX_OTHERS = 200
_MAX_NESTED = 2  # archives within each other, in what was handed in
_MAX_UNPACKED = 50  # of those, all in all
_MAX_NOTES = 5
_MAX_OTHERS_BYTES = 20_000_000
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar")
_NOT_THE_STUDENTS = {"timestamp.txt"}


@dataclass(frozen=True)
class SubmissionFiles:
    """What a submission holds. Nothing of it has been written to disk or looked into.

    Attributes:
        notebooks: by name, without .ipynb, the bytes of those that were handed in, or why they can't be read.
        others: the student's other files, by path relative to the notebooks.
        left_out: the files that were not taken, by path (as it can be shown), and why.
        paths: where the notebooks lay in the folder or archive, by name.
        notes: what the student is told of files that were passed over, by notebook, a sentence each.
        doubts: why a person has to look whether the right file was taken, by notebook: a sentence.
    """

    notebooks: dict[str, bytes | Unreadable] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def open_submission(path: Path, assignment: Assignment) -> SubmissionFiles:
    """Read a submission into memory, within bounds. Follows no link, and opens nothing but plain files.

    Args:
        path: a notebook, a folder with notebooks, or an archive of either.
        assignment: what it is a submission of.

    Raises:
        UnusableInput: there is no such path, or no notebook of the assignment.
    """
    if str(path) == "-":
        raise UnusableInput(
            "- isn't a submission: nothing is read from standard input.",
            "Name a notebook, a folder or a zip archive.",
        )
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            with opened(str(path), folder=True) as root:
                entries = list(islice(entries_of_folder(root), MAX_ENTRIES + 1))
                return _sorted_out(path.name, entries, assignment)
        return _of_file(path, _read(path, _MAX_ARCHIVE + 1), assignment)
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


def _of_file(path: Path, data: bytes, wanted: Assignment) -> SubmissionFiles:
    if is_notebook(path.name):
        name = _name_of(path.name, data, wanted)
        if name is None:
            raise UnusableInput(
                f"{shown(path.name)} isn't a notebook of {wanted.name}. Expected {_expected(wanted)}.",
                "Give it the name that it had when it was handed out.",
            )
        return SubmissionFiles({name: too_large(shown(path.name)) if len(data) > MAX_BYTES else data})
    if len(data) > _MAX_ARCHIVE:
        raise UnusableInput(
            f"{shown(path.name)} is larger than {_MAX_ARCHIVE // 1_000_000} MB.",
            "Pack the notebooks alone, with their outputs cleared.",
        )
    if not is_archive(data):
        raise UnusableInput(
            f"{shown(path.name)} is neither a notebook, a folder nor a zip archive.",
            f"Expected {_expected(wanted)}, or a zip archive of them.",
        )
    return _sorted_out(path.name, entries_of_archive(data), wanted)


def _name_of(file: str, data: bytes, wanted: Assignment) -> str | None:
    """Which notebook a single file is; where there is only one to hand in, it is that."""
    if len(wanted.notebooks) == 1:
        return next(iter(wanted.notebooks))
    return named(file, wanted.notebooks) or by_cells(data, wanted.notebooks)


def _sorted_out(given: str, entries: list[Entry], wanted: Assignment) -> SubmissionFiles:
    """Tell the notebooks from the other files, and read them."""
    unique = {entry.path: entry for entry in entries}
    candidates, strangers = candidates_in(unique.values(), wanted)
    unread: dict[str, str] = {}
    if not all(candidates.values()):
        unique, unread = _with_archives(unique)
        candidates, strangers = candidates_in(unique.values(), wanted)
        strangers |= unread
    if not any(candidates.values()):
        raise UnusableInput(
            f"{shown(given)} holds no notebook of {wanted.name}. Expected {_expected(wanted)}; "
            f"found {listed([_with_why(path, unread) for path in unique]) or 'nothing'}.",
            "Hand in the notebooks under the names that they were handed out with.",
        )
    root = root_of(candidates)
    files = SubmissionFiles(left_out={shown(path): why for path, why in strangers.items()})
    missing = [name for name, found in candidates.items() if not found] or list(candidates)
    files.notes[missing[0]] = _passed_over(strangers)
    for name, found in candidates.items():
        if found:
            taken = answer(name, found, root, wanted)
            files.notebooks[name] = taken.data
            files.left_out.update({shown(path): why for path, why in taken.left_out.items()})
            files.notes[name] = (*files.notes.get(name, ()), *_passed_over(taken.left_out))
            if taken.path:
                files.paths[name] = taken.path
            if taken.doubt:
                files.doubts[name] = taken.doubt
    notebooks = {entry.path for found in candidates.values() for entry in found}
    _take_others(files, [entry for path, entry in unique.items() if path not in notebooks], root)
    for path, times in Counter(entry.path for entry in entries).items():
        if times > 1:
            files.left_out[shown(f"{path} (earlier)")] = "the last one of this name was taken"
    if len(entries) > MAX_ENTRIES:
        files.left_out["…"] = f"there are more than {MAX_ENTRIES} files"
    return files


def _with_why(path: str, unread: Mapping[str, str]) -> str:
    """A file as it is listed: `hw.7z, which is a 7z archive`."""
    return f"{shown(path)}, which {unread[path]}" if path in unread else shown(path)


def _passed_over(files: Mapping[str, str]) -> tuple[str, ...]:
    """What a student is told of notebooks and archives that aren't graded: by path, why."""
    said = [f"{shown(path)} was not graded: {why}." for path, why in files.items()]
    more = len(said) - _MAX_NOTES
    return (*said[:_MAX_NOTES], *([f"Nor were {more} more files."] if more > 0 else []))


def _with_archives(entries: dict[str, Entry]) -> tuple[dict[str, Entry], dict[str, str]]:
    """The files, with those of archives among them that hold notebooks; and what can't be unpacked, with why.

    What is in an archive has the archive's path as its folder. Students zip a folder and zip it again, so one
    within another is unpacked, too; none within that.
    """
    every = dict(entries)
    unread: dict[str, str] = {}
    unpacked: set[str] = set()
    room = _MAX_ARCHIVE
    for _ in range(_MAX_NESTED):
        for path, entry in [item for item in every.items() if item[0] not in unpacked]:
            if not entry.name.casefold().endswith(_ARCHIVES) or entry.problem or entry.size > room:
                continue
            if len(unpacked) == _MAX_UNPACKED:
                break
            unpacked.add(path)
            room -= entry.size
            try:
                inner = entries_of_archive(entry.read(entry.size))
                every |= {f"{path}/{one.path}": replace(one, path=f"{path}/{one.path}") for one in inner}
            except Unopenable as error:
                unread[path] = str(error)
    notebooks = [path for path, entry in every.items() if is_notebook(entry.name)]
    taken = {path for path in unpacked if any(one.startswith(f"{path}/") for one in notebooks)}
    closed = tuple(f"{path}/" for path in unpacked - taken)
    return {
        path: entry for path, entry in every.items() if path not in taken and not path.startswith(closed)
    }, unread


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


def _expected(wanted: Assignment) -> str:
    return listed([f"{name}.ipynb" for name in wanted.notebooks], many=1)
