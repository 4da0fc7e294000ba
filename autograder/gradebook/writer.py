"""Writing a graded submission: nbgrader's gradebook, then its autograded folder; each whole or not at all.

A task cell of 0 points asks for a person, as in stock nbgrader: its gradebook begins every task cell with
“needs manual grade”, and nothing but a person changes that. Marking ours as done would be to differ from
nbgrader.
"""

from __future__ import annotations

import contextlib
import fcntl
import glob
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from nbformat.notebooknode import from_dict
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import IntegrityError

from autograder.errors import UnusableInput
from autograder.results import Status, SubmissionResult, Verdict

RECORD = ".autograder.json"
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
        gradebook: open.
        assignment: the assignment's name.
        converter: nbgrader's, whose settings say where files go, who may read them, and what lateness costs.

    Raises:
        UnusableInput: there is no such plugin for late penalties.
    """

    gradebook: Gradebook
    assignment: str
    converter: Autograde
    _checksums: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._penalties = _penalties(self.converter)
        self._row: Assignment = self.gradebook.find_assignment(self.assignment)
        for notebook in self._row.notebooks:
            for cell in notebook.source_cells:
                self._checksums[notebook.name, cell.name] = cell.checksum

    def students(self) -> set[str]:
        """Whose submissions are in the gradebook."""
        query = self.gradebook.db.query(SubmittedAssignment.student_id)
        return {student for (student,) in query.filter_by(assignment_id=self._row.id)}

    def save(
        self,
        record: Record,
        documents: Mapping[str, str],
        files: Mapping[str, bytes],
        *,
        timestamp: Any,
        graded: Collection[str],
    ) -> None:
        """Write one submission.

        Args:
            record: its result, and what is remembered beside it.
            documents: its graded notebooks by name, as nbformat writes them.
            files: its other files.
            timestamp: when it was handed in, UTC, or None.
            graded: the notebooks that were; what there is of others stays as it is.
        """
        marked = {name: self._mark_checksums(name, text) for name, text in documents.items()}
        texts = {name: text for name, (text, _untouched) in marked.items()}
        untouched = {name: found for name, (_text, found) in marked.items()}
        target = autograded_folder(self.converter, record.result.student, self.assignment)
        self._make(target.parent)
        with _uninterrupted(), alone_in(target.parent):
            self._remove_leftovers(target)
            others = _notebooks_but(target, graded)
            fresh = self._write_folder(target, texts, {**files, **others}, timestamp, record)
            try:
                self._commit(record.result, graded, untouched, timestamp)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
            self._put_in_place(fresh, target)

    def _commit(
        self,
        result: SubmissionResult,
        graded: Collection[str],
        untouched: Mapping[str, set[str]],
        timestamp: Any,
    ) -> None:
        """Write the rows; once more if another grader has created the same ones meanwhile."""
        for last_try in (False, True):
            try:
                self._write_rows(result, graded, untouched, timestamp)
                self.gradebook.db.commit()
                return
            except IntegrityError:
                self.gradebook.db.rollback()
                if last_try:
                    raise
            except BaseException:
                self.gradebook.db.rollback()
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
            checksum = self._checksums.get((name, metadata.get("grade_id", "")))
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
        target: Path,
        documents: Mapping[str, str],
        files: Mapping[str, bytes],
        timestamp: Any,
        record: Record,
    ) -> Path:
        """Write what is to be in the target's place, beside it."""
        fresh = target.with_name(f".{target.name}.{os.getpid()}")
        own = (RECORD, "timestamp.txt")
        contents = {path: data for path, data in files.items() if path.partition("/")[0] not in own}
        for name, document in documents.items():
            contents[f"{name}.ipynb"] = document.encode() + b"\n"
        if timestamp is not None:
            contents["timestamp.txt"] = f"{timestamp:%Y-%m-%d %H:%M:%S} UTC\n".encode()
        contents[RECORD] = msgspec.json.encode(record)
        self._make(fresh)
        for relative, data in contents.items():
            path = fresh / relative
            self._make(path.parent)
            path.write_bytes(data)
            path.chmod(int(str(self.converter.permissions), 8))
        return fresh

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

    def _write_rows(
        self,
        result: SubmissionResult,
        graded: Collection[str],
        untouched: Mapping[str, set[str]],
        timestamp: Any,
    ) -> None:
        with self.gradebook.db.no_autoflush:  # all rows at once, complete
            submission = self._submission(result.student)
            if timestamp is not None:
                submission.timestamp = timestamp
            by_name = {notebook.name: notebook for notebook in submission.notebooks}
            for notebook in result.notebooks:
                if notebook.name not in graded:
                    continue
                row = by_name[notebook.name]
                missing = notebook.name not in untouched
                as_handed_out = untouched.get(notebook.name, set())
                cells = {cell.grade_id: cell for cell in notebook.cells}
                for grade in row.grades:
                    _set_score(grade, cells.get(grade.name), as_handed_out, missing)
                for comment in row.comments:
                    comment.auto_comment = "No response." if comment.name in as_handed_out else None
        self._penalise(submission, graded, set(untouched))

    def _submission(self, student: str) -> SubmittedAssignment:
        """The submission's rows, created as nbgrader does if they are not there."""
        db = self.gradebook.db
        person = db.get(Student, student)
        if person is None:
            person = Student(id=student)
            db.add(person)
        found = (
            db.query(SubmittedAssignment)
            .filter_by(student_id=student, assignment_id=self._row.id)
            .one_or_none()
        )
        if found is not None:
            return found
        submission = SubmittedAssignment(assignment=self._row, student=person)
        for notebook in self._row.notebooks:
            row = SubmittedNotebook(notebook=notebook, assignment=submission)
            for cell in [*notebook.grade_cells, *notebook.task_cells]:
                Grade(cell=cell, cell_id=cell.id, notebook=row)
            for cell in [*notebook.solution_cells, *notebook.task_cells]:
                Comment(cell=cell, cell_id=cell.id, notebook=row)
        db.add(submission)
        return submission

    def _penalise(
        self, submission: SubmittedAssignment, graded: Collection[str], handed_in: Collection[str]
    ) -> None:
        """Late penalties, by the plugin that the course has configured; none for a missing notebook."""
        self.gradebook.db.flush()
        for notebook in submission.notebooks:
            if notebook.name not in graded:
                continue
            notebook.late_submission_penalty = None
            if submission.total_seconds_late > 0 and notebook.name in handed_in:
                self.gradebook.db.refresh(notebook)
                penalty = self._penalties.plugin_inst.late_submission_penalty(
                    submission.student_id, notebook.score, submission.total_seconds_late
                )
                if penalty is not None:
                    notebook.late_submission_penalty = self._penalties._check_late_penalty(notebook, penalty)


def autograded_folder(converter: Autograde, student: str, assignment: str) -> Path:
    """Where nbgrader keeps a graded submission."""
    coursedir = converter.coursedir
    return Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))


def _notebooks_but(folder: Path, graded: Collection[str]) -> dict[str, bytes]:
    """The notebooks in a graded submission's folder that are not graded anew."""
    return {path.name: path.read_bytes() for path in folder.glob("*.ipynb") if path.stem not in graded}


def _penalties(converter: Autograde) -> AssignLatePenalties:
    """What assigns late penalties, with the plugin that the course has configured."""
    with importable_from(Path(converter.coursedir.root)):
        try:
            penalties = AssignLatePenalties(config=converter.config)
            penalties.init_plugin()
        except Exception as error:
            raise UnusableInput(
                f"The plugin for late penalties can't be loaded: {type(error).__name__}: {error}.",
                "See c.AssignLatePenalties.plugin_class in nbgrader_config.py.",
            ) from error
    return penalties


@contextlib.contextmanager
def importable_from(root: Path) -> Iterator[None]:
    """Let what a configuration names be found in the course's root, as nbgrader does: it is started there."""
    kept = list(sys.path)
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path[:] = kept


def _set_score(grade: Grade, cell: Verdict | None, untouched: set[str], missing: bool) -> None:
    """The machine's score; a person's is never touched, but has to be looked at again.

    Args:
        grade: the row.
        cell: the cell's result; None for a task, which has no answer of its own and is a person's.
        untouched: the answers that are as they were handed out.
        missing: there is no notebook: zero.
    """
    if cell is None or cell.status is Status.MANUAL:
        grade.auto_score = 0 if missing or grade.name in untouched else None
    else:
        grade.auto_score = cell.score
    doubtful = cell is not None and cell.person is not None
    undecided = grade.auto_score is None or doubtful
    grade.needs_manual_grade = bool(undecided or grade.manual_score is not None)


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
