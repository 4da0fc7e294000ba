"""Writing a graded submission: nbgrader's gradebook and autograded folder, all of it or nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
from nbgrader.preprocessors import AssignLatePenalties

from autograder.results import CellResult, SubmissionResult

RECORD = ".autograder.json"
_READ_ONLY = 0o444


@dataclass
class Writer:
    """Writes results of one assignment, one transaction a submission.

    Args:
        gradebook: open.
        assignment: the assignment's name.
        folder: nbgrader's autograded folder.
        config: nbgrader's configuration, for the late penalties.
    """

    gradebook: Gradebook
    assignment: str
    folder: Path
    config: Any
    _checksums: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._row: Assignment = self.gradebook.find_assignment(self.assignment)
        for notebook in self._row.notebooks:
            for cell in notebook.source_cells:
                self._checksums[notebook.name, cell.name] = cell.checksum

    def save(
        self,
        result: SubmissionResult,
        documents: Mapping[str, str],
        files: Mapping[str, bytes],
        *,
        timestamp: Any,
        key: str,
    ) -> None:
        """Write one submission.

        Args:
            result: its result.
            documents: its graded notebooks by name, as nbformat writes them.
            files: its other files.
            timestamp: when it was handed in, UTC, or None.
            key: what the result depends on; see `recorded`.
        """
        marked = {name: self._mark_checksums(name, text) for name, text in documents.items()}
        texts = {name: text for name, (text, _untouched) in marked.items()}
        untouched = {name: found for name, (_text, found) in marked.items()}
        fresh = self._write_folder(result, texts, files, timestamp, key)
        target = self.folder / result.student / self.assignment
        aside = fresh.with_name(f"{fresh.name}.old")
        had_one = target.exists()
        if had_one:
            os.replace(target, aside)
        try:
            os.replace(fresh, target)
            self._write_rows(result, untouched, timestamp)
            self.gradebook.db.commit()
        except BaseException:
            self.gradebook.db.rollback()
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.rmtree(target, ignore_errors=True)
            if had_one:
                os.replace(aside, target)
            raise
        shutil.rmtree(aside, ignore_errors=True)

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
        result: SubmissionResult,
        documents: Mapping[str, str],
        files: Mapping[str, bytes],
        timestamp: Any,
        key: str,
    ) -> Path:
        parent = self.folder / result.student
        parent.mkdir(parents=True, exist_ok=True)
        fresh = parent / f".{self.assignment}.{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        own = (RECORD, "timestamp.txt")
        contents = {path: data for path, data in files.items() if path.partition("/")[0] not in own}
        for name, document in documents.items():
            contents[f"{name}.ipynb"] = document.encode() + b"\n"
        if timestamp is not None:
            contents["timestamp.txt"] = f"{timestamp:%Y-%m-%d %H:%M:%S} UTC\n".encode()
        contents[RECORD] = json.dumps({"key": key, "result": result.to_json()}).encode()
        for relative, data in contents.items():
            path = fresh / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(_READ_ONLY)
        return fresh

    def _write_rows(
        self, result: SubmissionResult, untouched: Mapping[str, set[str]], timestamp: Any
    ) -> None:
        submission = self._submission(result.student)
        if timestamp is not None:
            submission.timestamp = timestamp
        by_name = {notebook.name: notebook for notebook in submission.notebooks}
        for notebook in result.notebooks:
            row = by_name[notebook.name]
            missing = notebook.name not in untouched
            as_handed_out = untouched.get(notebook.name, set())
            cells = {cell.grade_id: cell for cell in notebook.cells}
            for grade in row.grades:
                if grade.name in cells:
                    _set_score(grade, cells[grade.name], as_handed_out, missing)
            for comment in row.comments:
                comment.auto_comment = "No response." if comment.name in as_handed_out else None
        self._penalise(submission)

    def _submission(self, student: str) -> SubmittedAssignment:
        """The submission's rows, created as nbgrader does if they are not there."""
        db = self.gradebook.db
        with db.no_autoflush:
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
        db.flush()
        return submission

    def _penalise(self, submission: SubmittedAssignment) -> None:
        """Late penalties, by the plugin that the course has configured."""
        self.gradebook.db.flush()
        penalties = AssignLatePenalties(config=self.config)
        penalties.init_plugin()
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
            if submission.total_seconds_late > 0:
                self.gradebook.db.refresh(notebook)
                penalty = penalties.plugin_inst.late_submission_penalty(
                    submission.student_id, notebook.score, submission.total_seconds_late
                )
                if penalty is not None:
                    notebook.late_submission_penalty = penalties._check_late_penalty(notebook, penalty)


def _set_score(grade: Grade, cell: CellResult, untouched: set[str], missing: bool) -> None:
    """The machine's score; a person's is never touched, but has to be looked at again."""
    if cell.status == "manual":
        grade.auto_score = 0 if missing or cell.grade_id in untouched else None
    else:
        grade.auto_score = cell.score
    undecided = grade.auto_score is None or cell.status in ("error", "tampered")
    grade.needs_manual_grade = bool(undecided or grade.manual_score is not None)


def recorded(folder: Path) -> tuple[SubmissionResult | None, str]:
    """The result that an autograded folder holds, if it holds one, and the key of what it depends on.

    Args:
        folder: of one submission.
    """
    try:
        record = json.loads((folder / RECORD).read_text())
        return SubmissionResult.from_json(record["result"], folder.parent.name), str(record["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""
