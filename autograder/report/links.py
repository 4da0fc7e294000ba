"""Where names on the page lead: to feedback pages beside it, and into formgrader."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from autograder.report.model import ClassReport, StudentRow


class Links:
    """Addresses for a class; empty ones where there is nothing to lead to.

    Args:
        report: the class. From one without names no link leads to a student.
        formgrader: its address; below it those of nbgrader's server extension. Empty: nothing leads there.
        feedback: the folder of a student's feedback, by the student's id.
        page: the folder of the report, from which their addresses start.
    """

    def __init__(
        self, report: ClassReport, formgrader: str, feedback: Callable[[str], Path] | None, page: Path
    ) -> None:
        self._base, self._assignment = formgrader.rstrip("/"), report.assignment
        self._feedback, self._page = None if report.anonymous else feedback, page

    def submission(self, student: StudentRow, notebook: str) -> str:
        """Where a person grades one notebook of a student."""
        name = (student.links or {}).get(notebook)
        return grading_address(self._base, name) if name and self._base else ""

    def notebook(self, notebook: str) -> str:
        """The list of all submissions of a notebook."""
        return self._base and f"{self._base}/gradebook/{_quoted(self._assignment)}/{_quoted(notebook)}"

    def student(self, student: StudentRow) -> str:
        """What a student got: the feedback, else formgrader's list of the student's notebooks."""
        if not student.links:
            return ""
        pages = ("index.html", *(f"{name}.html" for name in sorted(student.links)))
        below = f"manage_students/{_quoted(student.id)}/{_quoted(self._assignment)}"
        listed = self._base and f"{self._base}/{below}"
        return next(filter(None, (self._beside(student, name) for name in pages)), listed)

    def feedback(self, student: StudentRow, notebook: str) -> str:
        """What a student got for a notebook, else where a person grades it."""
        return self._beside(student, f"{notebook}.html") or self.submission(student, notebook)

    def _beside(self, student: StudentRow, name: str) -> str:
        if self._feedback is None:
            return ""
        try:
            path = self._feedback(student.id) / name
            there = path.is_file()
        except (OSError, ValueError):  # an id that no file can have
            return ""
        return quote(Path(os.path.relpath(path, self._page)).as_posix()) if there else ""


def grading_address(formgrader: str, submission: str) -> str:
    """Where a person grades a notebook, by formgrader's id of it."""
    return f"{formgrader.rstrip('/')}/submissions/{_quoted(submission)}/"


def _quoted(name: str) -> str:
    """A name as one part of an address."""
    return quote(name, safe="", errors="replace")
