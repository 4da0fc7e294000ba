"""Writing a graded submission: nbgrader's gradebook, then its autograded folder; each whole or not at all.

What didn't come through nbgrader's exchange has no secret by which a student could fetch feedback there, and
perhaps no time; nbgrader's `release_feedback` ends with a traceback at the first of these. So each folder has
both, a secret that nobody else knows and a time that may be empty.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import json
import os
import secrets
import shutil
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from nbformat.notebooknode import from_dict
from nbgrader import utils
from nbgrader.converters import Autograde
from sqlalchemy.exc import IntegrityError

from autograder.gradebook.rows import Rows
from autograder.gradebook.trouble import patient
from autograder.results import SubmissionResult

RECORD = ".autograder.json"
SECRET = "submission_secret.txt"
_SHARED = 0o2770  # what nbgrader gives folders that a group shares


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What an autograded folder remembers beside nbgrader's own files.

    Attributes:
        result: the submission's.
        key: of what the result depends on.
        seconds: how long grading it took, over all notebooks; None where nobody noted it.
    """

    result: SubmissionResult
    key: str
    seconds: float | None = None

    @classmethod
    def read(cls, folder: Path) -> Record | None:
        """The record in a submission's folder; None where there is none, as after stock nbgrader."""
        try:
            return msgspec.json.decode((folder / RECORD).read_bytes(), type=cls)
        except (OSError, ValueError):
            return None


@dataclass
class Writer:
    """Writes results of one assignment, one transaction a submission.

    Args:
        rows: those of the assignment.
        assignment: its name.
        converter: nbgrader's, whose settings say where files go and who may read them.
        shown: which gradebook it is, for whoever has to wait for it.
    """

    rows: Rows
    assignment: str
    converter: Autograde
    shown: str = ""

    def save(
        self,
        record: Record,
        documents: Mapping[str, str],
        files: Mapping[str, bytes],
        *,
        timestamp: Any,
        graded: Collection[str],
        dry_run: bool = False,
        elsewhere: Callable[[tuple[float, float]], Path | None] | None = None,
    ) -> tuple[float, float]:
        """Write one submission.

        Args:
            record: its result, and what is remembered beside it.
            documents: its graded notebooks by name, as nbformat writes them.
            files: its other files.
            timestamp: when it was handed in, UTC, or None.
            graded: the notebooks that were; what there is of others stays as it is.
            dry_run: write nothing.
            elsewhere: by the penalties, a folder to which alone it is written; None for all the usual places.

        Returns:
            The late penalty before, and now.
        """
        marked = {name: self._mark_checksums(name, text) for name, text in documents.items()}
        texts = {name: text for name, (text, _untouched) in marked.items()}
        untouched = {name: found for name, (_text, found) in marked.items()}
        notebooks = [notebook for notebook in record.result.notebooks if notebook.name in graded]
        rows = (record.result.student, notebooks, untouched, timestamp)
        if dry_run or elsewhere is not None:
            try:
                penalties = self.rows.write(*rows)
            finally:
                self.rows.db.rollback()
            folder = elsewhere(penalties) if elsewhere is not None else None
            if folder is not None:
                self._write_folder(folder, texts, files, timestamp, record)
            if dry_run or folder is not None:
                return penalties
        target = autograded_folder(self.converter, record.result.student, self.assignment)
        self._make(target.parent)
        with _uninterrupted(), alone_in(target.parent):
            self._remove_leftovers(target)
            others = {
                path.name: path.read_bytes() for path in target.glob("*.ipynb") if path.stem not in graded
            }
            known = {path.name: path.read_bytes() for path in target.glob(SECRET)}
            fresh = target.with_name(f".{target.name}.{os.getpid()}")
            try:
                self._write_folder(fresh, texts, {**known, **files, **others}, timestamp, record)
                penalties = self._commit(*rows)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
            self._put_in_place(fresh, target)
        return penalties

    def _commit(self, *what: Any) -> tuple[float, float]:
        """Write the rows; once more if another grader has created the same ones meanwhile."""
        try:
            return self._try_to_commit(*what)
        except IntegrityError:
            return self._try_to_commit(*what)

    def _try_to_commit(self, *what: Any) -> tuple[float, float]:
        try:
            with patient(self.shown):
                penalties = self.rows.write(*what)
                self.rows.db.commit()
            return penalties
        except BaseException:
            self.rows.db.rollback()
            raise

    def _put_in_place(self, fresh: Path, target: Path) -> None:
        """Exchange the folder for the fresh one, whose rows are there.

        A run that is killed here leaves the folder behind its rows, never ahead: the record in it, or that
        there is none, makes the next run grade the submission again.
        """
        aside = fresh.with_name(f"{fresh.name}.old")
        if target.exists():
            os.replace(target, aside)
        os.replace(fresh, target)
        shutil.rmtree(aside, ignore_errors=True)

    def _remove_leftovers(self, target: Path) -> None:
        """Of runs that were killed."""
        for path in target.parent.glob(f".{glob.escape(target.name)}.*"):
            shutil.rmtree(path, ignore_errors=True)

    def _mark_checksums(self, name: str, text: str) -> tuple[str, set[str]]:
        """As nbgrader does, so that it can tell an untouched answer: the notebook, and those that are."""
        document = json.loads(text)
        untouched = set()
        for cell in document["cells"]:
            metadata = cell["metadata"].get("nbgrader") or {}
            checksum = self.rows.checksums.get((name, metadata.get("grade_id", "")))
            if checksum is None:
                continue
            metadata["checksum"] = checksum
            if metadata.get("solution"):
                whole = from_dict(cell | {"source": "".join(cell["source"])})
                if utils.compute_checksum(whole) == checksum:
                    untouched.add(metadata["grade_id"])
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True), untouched

    def _write_folder(
        self,
        fresh: Path,
        documents: Mapping[str, str],
        files: Mapping[str, bytes],
        timestamp: Any,
        record: Record,
    ) -> None:
        """Write what is to be in the target's place into a fresh folder."""
        own = (RECORD, "timestamp.txt")
        contents = {path: data for path, data in files.items() if path.partition("/")[0] not in own}
        for name, document in documents.items():
            contents[f"{name}.ipynb"] = document.encode() + b"\n"
        when = "" if timestamp is None else f"{timestamp:%Y-%m-%d %H:%M:%S} UTC\n"
        contents["timestamp.txt"] = when.encode()
        contents.setdefault(SECRET, secrets.token_hex(64).encode())
        contents[RECORD] = msgspec.json.encode(record)
        self._make(fresh)
        for relative, data in contents.items():
            path = fresh / relative
            self._make(path.parent)
            path.write_bytes(data)
            path.chmod(int(str(self.converter.permissions), 8))

    def _make(self, folder: Path) -> None:
        """Make a folder where there is none; its group may write there, if nbgrader shares with it."""
        folder.mkdir(parents=True, exist_ok=True)
        if not self.converter.coursedir.groupshared:
            return
        top = autograded_folder(self.converter, ".", ".")
        for path in (folder, *folder.parents):
            mode = path.stat().st_mode
            if path.is_relative_to(top) and mode & _SHARED != _SHARED:
                with contextlib.suppress(PermissionError):  # another member of the group made it
                    path.chmod((mode | _SHARED) & 0o2777)


def autograded_folder(converter: Autograde, student: str, assignment: str) -> Path:
    """Where nbgrader keeps a graded submission."""
    coursedir = converter.coursedir
    return Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off Ctrl-C and SIGTERM until what is being written is whole."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            signal.signal(number, lambda number, _frame: came.append(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other graders that share this folder from writing what belongs to it meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
