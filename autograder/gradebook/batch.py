"""Grading what is under submitted/ into the gradebook: many at once, written by one."""

from __future__ import annotations

import contextlib
import hashlib
import platform
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from nbgrader.utils import parse_utc

import autograder
from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.gradebook.gradebook import CourseGradebook
from autograder.gradebook.writer import Writer, recorded
from autograder.intake import SubmissionFiles, Unreadable, open_submission, read_file
from autograder.pool.protocol import GradingOutcome, GradingTask
from autograder.results import SubmissionResult

_MATTERS = ("numpy", "matplotlib", "ipython", "nbgrader")
# What of this program a result depends on: grading and the student's process, and what these import.
DECIDING_ROOMS = (
    *("errors", "results", "text", "limits", "sandbox", "remote", "exercise", "student", "course"),
    *("intake", "judge", "warm", "grading"),
)


class Pool(Protocol):
    """What grades tasks, here or elsewhere."""

    def run(self, tasks: Iterable[GradingTask]) -> Iterator[tuple[GradingTask, GradingOutcome]]:
        """Grade tasks; each with its outcome, in the order in which they end."""


@dataclass(frozen=True)
class GradedSubmission:
    """What became of a submission.

    Attributes:
        result: its result.
        before: the result that it had, if it was graded before and is graded anew.
        skipped: it is as it was, and so is all that its result depends on.
    """

    result: SubmissionResult
    before: SubmissionResult | None = None
    skipped: bool = False

    def without_feedback(self) -> GradedSubmission:
        """The same without what students read: half the size."""
        before = self.before and self.before.without_feedback()
        return replace(self, result=self.result.without_feedback(), before=before)


@dataclass
class _Submission:
    """A submission that is being graded."""

    files: SubmissionFiles
    timestamp: Any
    key: str
    before: SubmissionResult | None
    outcomes: dict[str, GradingOutcome] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """A class to grade.

    Attributes:
        course: the course.
        assignment: its name.
        gradebook: where results go.
        settings: what results depend on beside the submission, the course and this program.
        force: grade again what is graded and unchanged.
        dry_run: write nothing.
    """

    course: Course
    assignment: str
    gradebook: CourseGradebook
    settings: str = ""
    force: bool = False
    dry_run: bool = False

    def grade(self, students: Iterable[str], pool: Pool) -> Iterator[GradedSubmission]:
        """Grade these students' submissions; each is written when the last of its notebooks is done."""
        asked = self.course.assignment(self.assignment)
        names = list(asked.notebooks)
        folder = self.gradebook.autograded_folder()
        with self._writer(folder) as writer:
            graded: deque[GradedSubmission] = deque()
            pending: dict[str, _Submission] = {}
            known = None if writer is None else writer.students()
            tasks = self._tasks(students, names, folder, known, pending, graded)
            for task, outcome in pool.run(tasks):
                pending[task.student].outcomes[task.notebook] = outcome
                if len(pending[task.student].outcomes) == len(names):
                    submission = pending.pop(task.student)
                    others = asked.with_files(submission.files.others)
                    graded.append(self._finish(task.student, submission, names, writer, others))
                while graded:
                    yield graded.popleft()
            yield from graded

    @contextlib.contextmanager
    def _writer(self, folder: Path) -> Iterator[Writer | None]:
        """What writes results; None for a dry run, which doesn't even make a gradebook."""
        if self.dry_run:
            yield None
            return
        with self.gradebook.open() as opened:
            yield Writer(opened, self.assignment, folder, self.gradebook.config, self.course.root)

    def _tasks(
        self,
        students: Iterable[str],
        names: list[str],
        folder: Path,
        in_gradebook: set[str] | None,
        pending: dict[str, _Submission],
        graded: deque[GradedSubmission],
    ) -> Iterator[GradingTask]:
        """A task for each notebook of each submission that has changed, read when its turn comes."""
        environment = self._environment()
        for student in students:
            path = self.course.step("submitted") / student / self.assignment
            files = self._open(path)
            key = _key(files, environment, student)
            before, known = recorded(folder / student / self.assignment)
            there = before is not None and (in_gradebook is None or student in in_gradebook)
            if before is not None and there and known == key and not self.force:
                graded.append(GradedSubmission(before, skipped=True))
                continue
            pending[student] = _Submission(files, _timestamp(path), key, before)
            for name in names:
                data = files.notebooks.get(name)
                if isinstance(data, Unreadable):
                    yield GradingTask(student, name, None, str(data))
                else:
                    yield GradingTask(student, name, data, files=files.others)

    def _finish(
        self,
        student: str,
        submission: _Submission,
        names: list[str],
        writer: Writer | None,
        others: Mapping[str, bytes],
    ) -> GradedSubmission:
        outcomes = [submission.outcomes[name] for name in names]
        notebooks = tuple(outcome.result for outcome in outcomes)
        result = SubmissionResult(
            assignment=self.assignment, student=student, notebooks=notebooks, sandbox=outcomes[0].sandbox
        )
        if writer is not None:
            documents = {
                outcome.result.name: outcome.document for outcome in outcomes if outcome.document is not None
            }
            seconds = sum(outcome.seconds for outcome in outcomes)
            writer.save(
                result,
                documents,
                others,
                timestamp=submission.timestamp,
                key=submission.key,
                seconds=seconds,
            )
        return GradedSubmission(result, submission.before)

    def _open(self, source: Path) -> SubmissionFiles:
        """The submission's files; one that holds nothing usable says so in every notebook."""
        asked = self.course.assignment(self.assignment)
        try:
            return open_submission(source, asked)
        except UnusableInput as error:
            return SubmissionFiles({name: Unreadable(str(error)) for name in asked.notebooks})

    def _environment(self) -> str:
        """All but the submission that a result depends on."""
        digest = hashlib.sha256(f"{self.settings}\0{self.gradebook.url}".encode())
        digest.update(platform.python_version().encode())
        digest.update("".join(f"{name}{version(name)}" for name in _MATTERS).encode())
        engine = Path(autograder.__file__).parent
        rooms = sorted(path for path in engine.iterdir() if path.stem in DECIDING_ROOMS)
        course = self.course
        for place in (*rooms, course.source(self.assignment), course.solutions(self.assignment)):
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if "__pycache__" not in path.parts and path.is_file():
                    digest.update(str(path.relative_to(place.parent)).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()


def _key(files: SubmissionFiles, environment: str, student: str) -> str:
    digest = hashlib.sha256(f"{environment}\0{student}".encode())
    contents: dict[str, Any] = {**files.notebooks, **files.others}
    for name, data in sorted(contents.items()):
        raw = str(data).encode() if isinstance(data, Unreadable) else data
        digest.update(f"{name}\0{len(raw)}\0".encode() + raw)
    return digest.hexdigest()


def _timestamp(source: Path) -> Any:
    """When it was handed in, as nbgrader notes it; None where there is no readable note."""
    try:
        return parse_utc(read_file(source / "timestamp.txt").decode().strip())
    except (Unreadable, UnicodeDecodeError, ValueError, OverflowError):
        return None
