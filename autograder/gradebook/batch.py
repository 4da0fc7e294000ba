"""Grading what is under submitted/ into the gradebook: many at once, written by one.

This is the one way in: `autograder grade`, `nbgrader autograde` and formgrader's button come here, each
with nbgrader's own settings (`converter`), so that they write the same rows, records and notebooks.

What goes wrong with one submission is told of that one, and the others go on; only a database that fails
ends the run, since it would fail for all of them. The process that writes parses graded notebooks, so it may
only need so much more memory than it has; their size, which the pool bounds, bounds the time that takes.
"""

from __future__ import annotations

import contextlib
import os
import resource
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from nbgrader.converters import Autograde

from autograder.course import Assignment
from autograder.errors import UnusableInput
from autograder.gradebook.converter import chosen_notebooks
from autograder.gradebook.gradebook import CourseGradebook
from autograder.gradebook.moments import moment
from autograder.gradebook.rows import Rows
from autograder.gradebook.trouble import ends_the_run
from autograder.gradebook.unchanged import environment, fingerprint
from autograder.gradebook.writer import Record, Writer, autograded_folder
from autograder.intake import SubmissionFiles, Unreadable, open_submission, read_file
from autograder.pool.protocol import GradingOutcome, GradingTask, Setup
from autograder.results import NotGraded, Status, SubmissionResult
from autograder.text import in_a_line


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
        penalties: what lateness cost before, and what it costs now.
    """

    result: SubmissionResult
    before: SubmissionResult | None = None
    skipped: bool = False
    penalties: tuple[float, float] = (0.0, 0.0)

    @property
    def student(self) -> str:
        """Whose."""
        return self.result.student

    @property
    def failed_a_test(self) -> bool:
        """Whether any of its answers is wrong."""
        return any(cell.status is Status.FAILED for cell in self.result.cells)

    def without_feedback(self) -> GradedSubmission:
        """The same without what students read: half the size."""
        before = self.before and self.before.without_feedback()
        return replace(self, result=self.result.without_feedback(), before=before)


@dataclass(frozen=True, kw_only=True)
class _Submission:
    """A submission that is being graded.

    Attributes:
        student: whose.
        notebooks: as they were handed in, by name.
        others: its other files that count, by relative path.
        notes: what the student is told of files that were passed over, by notebook.
        doubts: why a person has to look whether the right file was taken, by notebook.
        timestamp: when it was handed in, UTC, or None.
        key: what its result depends on.
        before: what was remembered of it.
        wanted: the notebooks to grade.
        outcomes: what came of them until now, by name.
    """

    student: str
    notebooks: Mapping[str, bytes | Unreadable]
    others: dict[str, bytes]
    notes: Mapping[str, tuple[str, ...]]
    doubts: Mapping[str, str]
    timestamp: Any
    key: str
    before: Record | None
    wanted: list[str]
    outcomes: dict[str, GradingOutcome] = field(default_factory=dict)

    def tasks(self) -> Iterator[GradingTask]:
        """A task for each notebook."""
        for name in self.wanted:
            data = self.notebooks.get(name)
            readable = not isinstance(data, Unreadable)
            yield GradingTask(
                self.student,
                name,
                data if isinstance(data, bytes) else None,
                unreadable="" if readable else str(data),
                files=self.others if readable else {},
                notes=self.notes.get(name, ()),
                doubt=self.doubts.get(name, ""),
            )


@dataclass(frozen=True)
class Batch:
    """A class to grade.

    Attributes:
        gradebook: where results go.
        converter: nbgrader's settings.
        setup: what the pool works on.
        dry_run: write nothing.
        due: the date due of students who have another one than the assignment's.
        elsewhere: a folder for a result that isn't to replace the one before; None for one that is.
    """

    gradebook: CourseGradebook
    converter: Autograde
    setup: Setup
    dry_run: bool = False
    due: Mapping[str, datetime] | None = None
    elsewhere: Callable[[GradedSubmission], Path | None] | None = None

    def grade(self, students: Iterable[str], pool: Pool) -> Iterator[GradedSubmission | NotGraded]:
        """Grade these students' submissions; each is written when the last of its notebooks is done.

        Raises:
            UnusableInput: the database fails, or no notebook is to be graded.
        """
        done: deque[GradedSubmission | NotGraded] = deque()
        pending: dict[str, _Submission] = {}
        with self._writer() as writer, _bounded(self.setup.memory):
            for task, outcome in pool.run(self._tasks(students, writer, pending, done)):
                pending[task.student].outcomes[task.notebook] = outcome
                if len(pending[task.student].outcomes) == len(pending[task.student].wanted):
                    done.append(self._finish(pending.pop(task.student), writer))
                while done:
                    yield done.popleft()
            yield from done

    @contextlib.contextmanager
    def _writer(self) -> Iterator[Writer | None]:
        """What writes results; None for a dry run where there is nothing yet: it doesn't make a gradebook."""
        if self.dry_run and not self.gradebook.knows(self.setup.assignment):
            yield None
            return
        with self.gradebook.open() as opened:
            rows = Rows(opened, self.setup.assignment, self.converter, self.due)
            yield Writer(rows, self.setup.assignment, self.converter, self.gradebook.shown)

    @cached_property
    def _asked(self) -> Assignment:
        """The assignment, with what nbgrader's settings say of students' files."""
        name = self.setup.assignment
        kept = frozenset(self.converter.exclude_overwriting.get(name, ()))
        assignment = self.gradebook.course.assignment(name)
        return replace(assignment, ignored=tuple(self.converter.coursedir.ignore), kept=kept)

    def _tasks(
        self,
        students: Iterable[str],
        writer: Writer | None,
        pending: dict[str, _Submission],
        done: deque[GradedSubmission | NotGraded],
    ) -> Iterator[GradingTask]:
        """A task for each notebook of each submission that has changed, read when its turn comes."""
        chosen = chosen_notebooks(self.converter, self._asked.notebooks)
        in_gradebook = None if writer is None else writer.rows.students()
        for student in students:
            try:
                submission = self._open(student, chosen, writer)
                before = submission.before
                there = in_gradebook is None or student in in_gradebook
                if before and there and before.key == submission.key and not self.converter.force:
                    done.append(GradedSubmission(before.result, skipped=True))
                    continue
                if self.converter.pre_convert_hook and not self.dry_run:
                    self._call(self.converter.run_pre_convert_hook, student)
                    submission = self._open(student, chosen, writer)
            except Exception as error:
                done.append(_failed(student, error))
                continue
            pending[student] = submission
            yield from submission.tasks()

    def _open(self, student: str, chosen: Collection[str], writer: Writer | None) -> _Submission:
        """Read a submission; one that holds nothing usable says so in every notebook."""
        path, names = self._handed_in(student), list(self._asked.notebooks)
        try:
            files = open_submission(path, self._asked)
        except UnusableInput as error:
            files = SubmissionFiles({name: Unreadable(str(error)) for name in names})
        others = self._asked.of_student(files.others)
        timestamp, unclear = self._timestamp(path)
        doubts = dict(files.doubts)
        there = next((name for name in names if isinstance(files.notebooks.get(name), bytes)), "")
        if unclear:
            doubts[there] = " ".join(filter(None, (doubts.get(there), unclear)))
        late = "" if writer is None else writer.rows.lateness(student)
        said = repr((files.notes, doubts, timestamp, late)).encode()
        return _Submission(
            student=student,
            notebooks=files.notebooks,
            others=others,
            notes=files.notes,
            doubts=doubts,
            timestamp=timestamp,
            key=fingerprint({**files.notebooks, **others, "": said}, self._environment, student),
            before=Record.read(autograded_folder(self.converter, student, self.setup.assignment)),
            wanted=[name for name in names if name in chosen or name not in files.notebooks],
        )

    def _handed_in(self, student: str) -> Path:
        coursedir = self.converter.coursedir
        return Path(coursedir.format_path(coursedir.submitted_directory, student, self.setup.assignment))

    def _call(self, hook: Callable[[], None], student: str) -> None:
        """Call one of nbgrader's hooks, as nbgrader does for each submission."""
        self.converter.notebooks = sorted(map(str, self._handed_in(student).glob("*.ipynb")))
        hook()

    def _finish(self, submission: _Submission, writer: Writer | None) -> GradedSubmission | NotGraded:
        """Write a submission whose notebooks are all graded."""
        before = submission.before.result if submission.before else None
        graded = GradedSubmission(self._result(submission), before)
        if writer is None:
            return graded
        try:
            graded = replace(graded, penalties=self._write(submission, graded, writer))
        except Exception as error:
            if ends_the_run(error):
                raise
            return _failed(submission.student, error)
        if self.converter.post_convert_hook and not self.dry_run:
            self._call(self.converter.run_post_convert_hook, submission.student)
        return graded

    def _result(self, submission: _Submission) -> SubmissionResult:
        """The result with all notebooks; of those that were not to be graded, what was known before."""
        outcomes = submission.outcomes.values()
        before = submission.before.result.notebooks if submission.before else ()
        known = {one.name: one for one in (*before, *(outcome.result for outcome in outcomes))}
        return SubmissionResult(
            assignment=self.setup.assignment,
            student=submission.student,
            notebooks=tuple(known[name] for name in self._asked.notebooks if name in known),
            sandbox=next(iter(outcomes)).sandbox,
        )

    def _write(
        self, submission: _Submission, graded: GradedSubmission, writer: Writer
    ) -> tuple[float, float]:
        """Write rows, record and notebooks; a record of some notebooks alone is never up to date."""
        outcomes = submission.outcomes
        whole = len(outcomes) == len(self._asked.notebooks)
        elsewhere = self.elsewhere
        return writer.save(
            Record(
                result=graded.result,
                key=submission.key if whole else "",
                seconds=sum(outcome.seconds for outcome in outcomes.values()) if whole else None,
            ),
            {name: outcome.document for name, outcome in outcomes.items() if outcome.document is not None},
            {**self._asked.files, **submission.others},
            timestamp=submission.timestamp,
            graded=submission.wanted,
            dry_run=self.dry_run,
            elsewhere=elsewhere and (lambda found: elsewhere(replace(graded, penalties=found))),
        )

    def _timestamp(self, folder: Path) -> tuple[datetime | None, str]:
        """When it was handed in, and why a person has to look at that."""
        file = folder / "timestamp.txt"
        if not os.path.lexists(file):
            return None, ""
        try:
            zone = str(self.converter.config.Exchange.get("timezone", "UTC"))
            return moment(read_file(file), zone), ""
        except (Unreadable, ValueError, OverflowError):
            return None, "timestamp.txt doesn't say clearly when this was handed in: it counts as on time."

    @cached_property
    def _environment(self) -> str:
        settings = f"{self.setup.limits}{self.setup.sandbox}\0{self.gradebook.url}"
        return environment(self.gradebook.course, self.setup.assignment, settings)


@contextlib.contextmanager
def _bounded(memory: int) -> Iterator[None]:
    """This process may need so many bytes more: a submission that takes them fails alone, by MemoryError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    has = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    known = [has + memory, *(bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_DATA, (min(known), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _failed(student: str, error: Exception) -> NotGraded:
    if isinstance(error, MemoryError):
        why = "what became of it needs too much memory. Look at the notebooks that were handed in."
    else:
        why = str(error) if isinstance(error, UnusableInput) else f"{type(error).__name__}: {error}"
    return NotGraded(student, f"not graded: {in_a_line(why)}")
