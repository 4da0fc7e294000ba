"""From an upload to files on disk, and a row that says so: then alone there is a receipt.

The files are written and synced in a folder that nothing looks at, and renamed in the transaction that
makes the row. A folder without a row is what a crash has left; the next start removes it. Names are the
uploader's: none of them becomes a path as it is. An archive stays one: what reads submissions looks into it,
within its own bounds.

One moment decides what is late: when the last byte came, whatever there was to wait for afterwards. A clock
that was set back makes nobody wait longer for the next attempt than the settings say, and changes no order:
attempts are in the order of their numbers.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Row
from tornado.httputil import HTTPFile, HTTPInputError, ParseMultipartConfig, parse_multipart_form_data

from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.intake import SubmissionFiles, Unreadable, open_submission
from autograder.intake.files import is_of_tools
from autograder.serve.attempts import Attempts, NotTaken, now
from autograder.serve.settings import HandinSettings
from autograder.text import shown

_MAX_FILES = 500
_MAX_NAME = 120  # characters of a part of a path
_MAX_DEPTH = 8
_PARTS = ParseMultipartConfig(max_parts=_MAX_FILES + 4)
_FORM = re.compile(r'multipart/form-data;\s*boundary="?([^";,\s]{1,200})"?', re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Dates:
    """When an assignment is due for a student, and until when it is taken late; None: no such date."""

    due: datetime | None
    until: datetime | None

    @classmethod
    def of(cls, settings: HandinSettings, due: datetime | None) -> Dates:
        """By the settings."""
        if due is None or settings.late is None:
            return cls(due, None)
        return cls(due, due + timedelta(hours=settings.late))


def files_of(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    """The files of a form, in order; fields of other names and empty choices left out.

    Raises:
        NotTaken: it is no such form, or holds no file, or too many.
    """
    form = _FORM.match(content_type)
    if form is None:
        raise NotTaken("This is no form with files", "Send the files as the field “files” of a form.")
    found: dict[str, list[HTTPFile]] = {}
    try:
        parse_multipart_form_data(form[1].encode(), body, {}, found, config=_PARTS)
    except (HTTPInputError, ValueError):  # a ValueError for a name that is no UTF-8
        raise NotTaken(
            f"The form is incomplete, or has more than {_MAX_FILES} files",
            "Pack the notebooks into one zip, and try again.",
        ) from None
    files = [(one.filename, one.body) for one in found.get("files", []) if one.filename]
    if not files:
        raise NotTaken("No file was chosen", "Choose your notebooks, a folder or a zip.")
    return files


def plain(name: str) -> str:
    """A path below a folder that is safe to make, from a name that somebody sent.

    No part of it leads up, is hidden, is long or has anything but visible characters.
    """
    parts = [
        shown(part, 3 * _MAX_NAME).strip().lstrip(".~-")[-_MAX_NAME:]
        for part in name.replace("\\", "/").split("/")
        if part.strip(". ")
    ]
    parts = [re.sub(r'[:*?"<>|\x7f]', "_", part) for part in parts if part]
    return str(PurePosixPath(*parts[-_MAX_DEPTH:])) if parts else "file"


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """The receipt: SHA-256 over names and bytes, whatever the order, in hex."""
    each = sorted(hashlib.sha256(data).hexdigest() + name for name, data in files)
    return hashlib.sha256("\0".join(each).encode(errors="replace")).hexdigest()


def short(digest: str) -> str:
    """A receipt as it is shown: twelve digits."""
    return " ".join(digest[at : at + 4] for at in (0, 4, 8))


def attempts_folder(course: Course, assignment: str, student: str) -> Path:
    """Where a student's attempts at an assignment are kept, by number: beside nbgrader's submission."""
    folder = course.folder("submitted", assignment, student)
    return folder.parent / ".attempts" / folder.name


def receive(
    course: Course,
    settings: HandinSettings,
    attempts: Attempts,
    student: str,
    assignment: str,
    dates: Dates,
    files: Sequence[tuple[str, bytes]],
    at: datetime,
) -> Row[Any]:
    """Take an attempt that came at this moment: when this returns, it is on disk and in the database.

    Raises:
        NotTaken: it isn't taken now, or holds nothing that could be graded.
        OSError, DatabaseError: it can't be kept.
    """
    named = _distinct(files)
    digest = digest_of(named.items())
    if why := closed(dates, at):
        raise NotTaken(why, "Ask your instructor if there was a reason.")
    target = attempts_folder(course, assignment, student)
    _make(target)
    fresh = target / f".{secrets.token_hex(8)}"
    try:
        _write(fresh, named)
        opened = _usable(fresh, course, assignment)
        (fresh / "timestamp.txt").write_text(f"{at:%Y-%m-%d %H:%M:%S} UTC\n")
        _synced(fresh)
        row = attempts.take(
            student,
            assignment,
            digest,
            at,
            dates.due is not None and at > dates.due,
            _limits(settings),
            lambda number: _placed(fresh, target / str(number)),
        )
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    if opened.left_out and not row.said:
        said = [f"{name} was not taken: {why}." for name, why in list(opened.left_out.items())[:5]]
        attempts.change(row.id, said="\n".join(said))
    return row


def closed(dates: Dates, at: datetime) -> str:
    """Why nothing is taken any more; empty if something is."""
    if dates.until is not None and at > dates.until:
        return "Nothing is taken any more: the last moment was " + f"{dates.until:%d %B %Y, %H:%M} UTC"
    return ""


def next_at(settings: HandinSettings, before: Sequence[Row[Any]], at: datetime) -> datetime | None:
    """When the next attempt is taken, if not at this moment."""
    if not before or not settings.minutes:
        return None
    between = timedelta(minutes=settings.minutes)
    again: datetime = before[0].received + between
    return again if at < again <= at + between else None


def remove_leftovers(course: Course, attempts: Attempts, assignment: str) -> None:
    """What a crash has left: folders of attempts that nobody was told of.

    To be called before the first upload is taken: one that is on its way looks like a leftover.
    """
    rows = attempts.of_class(assignment)
    known = {attempts_folder(course, assignment, row.student) / str(row.number) for row in rows}
    pattern = attempts_folder(course, assignment, "*").relative_to(course.root) / "*"
    for path in course.root.glob(str(pattern)):
        if path.is_dir() and path.with_suffix("") not in known:
            shutil.rmtree(path, ignore_errors=True)


def _limits(settings: HandinSettings) -> Callable[[Sequence[Row[Any]]], None]:
    def may(before: Sequence[Row[Any]]) -> None:
        if settings.attempts and len(before) >= settings.attempts:
            raise NotTaken(
                f"All {settings.attempts} attempts are used up", "What you have handed in counts as it is."
            )
        if again := next_at(settings, before, now()):
            raise NotTaken(
                f"Between two attempts there are {settings.minutes:g} minutes",
                f"Hand in again from {again:%H:%M} UTC.",
            )

    return may


def _distinct(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """By plain names, without what tools leave; all of one name are kept, and none is a folder of another."""
    named: dict[str, bytes] = {}
    for name, data in files:
        if any(map(is_of_tools, name.replace("\\", "/").split("/"))):  # a plain name no longer tells
            continue
        path = plain(name)
        taken = {*named, *(str(parent) for other in named for parent in PurePosixPath(other).parents)}
        number = 1
        stem, dot, ending = path.rpartition(".")
        while path in taken or any(str(parent) in named for parent in PurePosixPath(path).parents):
            number += 1
            path = (
                f"{stem.replace('/', '_')}_{number}{dot}{ending}"
                if dot
                else f"{path.replace('/', '_')}_{number}"
            )
        named[path] = data
    named.pop("timestamp.txt", None)  # when it came is known here
    return named


def _usable(folder: Path, course: Course, assignment: str) -> SubmissionFiles:
    try:
        opened = open_submission(folder, course.assignment(assignment))
    except UnusableInput as error:
        seen = error.seen.replace(shown(folder.name), "What you sent").rstrip(".")
        raise NotTaken(seen, error.tip) from error
    if all(isinstance(one, Unreadable) for one in opened.notebooks.values()):
        raise NotTaken(str(next(iter(opened.notebooks.values()))).rstrip("."), "Nothing was handed in.")
    return opened


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _make(folder: Path) -> None:
    """Make a folder and those above it, on disk."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _synced(folder: Path) -> None:
    """On disk: all files, and the folders that name them."""
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _placed(fresh: Path, target: Path) -> None:
    """Rename it to where it stays, which a crash may have left something at."""
    shutil.rmtree(target, ignore_errors=True)
    fresh.replace(target)
    _sync(target.parent)
