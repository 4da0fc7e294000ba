"""The process that grades what waits: the batch that `grade` has, one attempt after the other.

A process of its own, so that pages answer while results are written. It asks the database for what is next,
and all that it knows stands there: killed at any moment, it goes on where it was. What the server says to it
is only that it is still there, by a pipe.

Members of the pool stay warm between attempts, so that an answer takes as long as grading does. As in a
class, the next submissions are read while others are graded; a student has one under way at a time.

Where the best attempt counts, one that is worse changes nothing in the gradebook: what became of it is kept
with it alone. Compared is what the grader gives, less what lateness costs, with what it gave for what lies in
`autograded/` now, so a course that was mended and graded again is compared with itself. Of two that are
equal the newer counts: its written answers are what the student wants read. A person's points belong to the
cell, as ever in nbgrader, whichever attempt counts.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sys
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.gradebook import CourseGradebook
from autograder.gradebook.batch import Batch, GradedSubmission
from autograder.gradebook.converter import converter_of, refuse_other_steps
from autograder.limits import Limits
from autograder.pool.local import LocalPool, processors
from autograder.pool.protocol import Setup
from autograder.results import NotGraded
from autograder.serve.attempt_feedback import GRADED
from autograder.serve.attempts import Attempts, engine_for, now
from autograder.serve.receive import attempts_folder, digest_of
from autograder.serve.settings import HandinSettings

_PAUSE = 0.05  # seconds between two looks at an empty queue
_AGAIN = 5.0  # seconds after which it tries again when the gradebook or the disk fails


class GraderOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of grading."""

    course: str
    db_url: str | None
    scheduler: str | None
    jobs: int | None
    limits: Limits
    sandbox: bool


@dataclass
class Grader:
    """Grades the attempts at one assignment.

    Args:
        course: the course.
        options: how.
        attempts: the queue.
        assignment: which.
        aside: those that can't be graded at the moment; they are for no grader.
    """

    course: Course
    options: GraderOptions
    attempts: Attempts
    assignment: str
    aside: Collection[str] = ()
    _under_way: dict[str, Row[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._settings = HandinSettings.of(self.course)
        self._setup = Setup(
            str(self.course.home),
            self.assignment,
            self.options.limits,
            sandbox=self.options.sandbox,
            dies_with_parent=True,
        )
        self._pool = self._started()
        self._gradebook = CourseGradebook.of(self.course, self.options.db_url)
        self._converter = converter_of(self._gradebook, self.assignment)
        self._converter.force = True  # graded already, perhaps, when it was killed; nobody was told then
        refuse_other_steps(self._converter)
        self._gradebook.register(self.assignment)
        self._pool.wait_until_ready()

    def _started(self) -> Any:
        if self.options.scheduler is None:
            return LocalPool(self._setup, self.options.jobs or processors(), ahead=1).__enter__()
        from autograder.pool.cluster import ClusterPool

        return ClusterPool(self.options.scheduler, self.course, self._setup).__enter__()

    def close(self) -> None:
        """End the pool."""
        self._pool.__exit__(None, None, None)

    def work(self) -> bool:
        """Grade what waits until nothing does; whether there was anything.

        Raises:
            UnusableInput: the gradebook fails.
        """
        first = self.attempts.claim(self.assignment, self.aside)
        if first is None:
            return False
        elsewhere = self._elsewhere if self._settings.counts == "best" else None
        batch = Batch(self._gradebook, self._converter, self._setup, elsewhere=elsewhere)
        for graded in batch.grade(self._students(first), self._pool):
            self.attempts.say(self.assignment, "")
            row = self._under_way.pop(graded.student)
            if isinstance(graded, NotGraded):
                self.attempts.change(row.id, state="not graded", said=graded.why, ended=now())
            else:
                self._ended(row, graded)
        return True

    def _students(self, row: Row[Any] | None) -> Iterator[str]:
        """Whose submission is graded next, laid where nbgrader has it."""
        while row is not None:
            self._lay(row)
            self._under_way[row.student] = row
            yield row.student
            row = self.attempts.claim(self.assignment, self.aside)

    def _lay(self, row: Row[Any]) -> None:
        """Put a copy of an attempt where nbgrader has the submission, at once."""
        folder = self.course.folder("submitted", self.assignment, row.student)
        kept = attempts_folder(self.course, self.assignment, row.student) / str(row.number)
        fresh, aside = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
        for path in (fresh, aside):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(kept, fresh)
        if folder.exists():
            self._keep_others(row, folder)
            folder.replace(aside)
        fresh.replace(folder)
        shutil.rmtree(aside, ignore_errors=True)

    def _keep_others(self, row: Row[Any], folder: Path) -> None:
        """Keep what came by another way, as by nbgrader's exchange, before it is replaced."""
        files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name != "timestamp.txt"
        }
        known = {one.digest for one in self.attempts.of(row.student, self.assignment)}
        if files and digest_of(files.items()) not in known:
            others = attempts_folder(self.course, self.assignment, row.student).with_name(
                f"{folder.name}.by-another-way"
            )
            shutil.copytree(folder, others / f"{now():%Y-%m-%d-%H%M%S}", dirs_exist_ok=True)

    def _ended(self, row: Row[Any], graded: GradedSubmission) -> None:
        """Keep what was graded, so that the student sees it; it counts, or the best one still does."""
        best = self._better(row, graded)
        if best is None:
            self._copy_graded(row)
        else:
            self._lay(best)
        self._kept(row, ".").replace(self._kept(row))
        self.attempts.end(
            row,
            counts=best is None,
            state="graded",
            score=graded.result.score,
            max_score=graded.result.max_score,
            penalty=graded.penalties[1],
            result=msgspec.json.encode(graded.result).decode(),
            ended=now(),
        )

    def _elsewhere(self, graded: GradedSubmission) -> Path | None:
        """Where a result goes that is worse than the best one; None for one that counts."""
        row = self._under_way[graded.student]
        return self._cleared(row) if self._better(row, graded) is not None else None

    def _better(self, row: Row[Any], graded: GradedSubmission) -> Row[Any] | None:
        """The attempt that counts, if it is better than this one and counts for that."""
        if self._settings.counts == "last" or graded.before is None:
            return None
        earlier, here = graded.penalties
        if graded.result.score - here >= graded.before.score - earlier:
            return None
        rows = self.attempts.of(row.student, self.assignment)
        return next((one for one in rows if one.counts and one.id != row.id), None)

    def _kept(self, row: Row[Any], mark: str = "") -> Path:
        """What was graded, as it is kept with the attempt: its feedback page will be made of that."""
        return attempts_folder(self.course, self.assignment, row.student) / (mark + GRADED.format(row.number))

    def _cleared(self, row: Row[Any]) -> Path:
        """A place for that, from which it is renamed; what an earlier try has left is gone."""
        for mark in ("", "."):
            shutil.rmtree(self._kept(row, mark), ignore_errors=True)
        return self._kept(row, ".")

    def _copy_graded(self, row: Row[Any]) -> None:
        """A copy of what was written for this attempt."""
        written = self._gradebook.autograded_folder(row.student, self.assignment)
        shutil.copytree(written, self._cleared(row), copy_function=_linked)


def _linked(source: str, target: str) -> None:
    """The same file under another name, which takes no room; a copy where the disks differ."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def run(options: GraderOptions) -> None:
    """Grade what waits, for ever."""
    course = Course.at(Path(options.course))
    attempts = Attempts(engine_for(CourseGradebook.of(course, options.db_url).address))
    settings, graders = HandinSettings.of(course), dict[str, Grader]()
    names = settings.assignments or tuple(course.assignments)
    again_at: dict[str, float] = {}  # when those are tried again that can't be graded
    with _alone(course):
        attempts.back_to_the_queue()
        while True:
            aside = {name for name, until in again_at.items() if until > time.monotonic()}
            name = _whose_turn(attempts, aside, default="" if graders else names[0])
            if not name:
                time.sleep(_PAUSE)
                continue
            try:
                if name not in graders:
                    graders[name] = Grader(course, options, attempts, name)
                graders[name].aside = aside
                if not graders[name].work():
                    time.sleep(_PAUSE)
            except Exception as error:
                said = str(error) if isinstance(error, UnusableInput) else f"{type(error).__name__}: {error}"
                print(f"autograder: {name} isn't graded for now: {said}", file=sys.stderr, flush=True)
                again_at[name] = time.monotonic() + _AGAIN
                with contextlib.suppress(Exception):
                    attempts.say(name, said)
                    attempts.back_to_the_queue()
                if name in graders:
                    graders.pop(name).close()


def _whose_turn(attempts: Attempts, aside: Collection[str], *, default: str) -> str:
    """The assignment whose attempt is next; empty for none. One that can't be graded holds up no other."""
    try:
        waiting = (row.assignment for row in attempts.queue() if row.assignment not in aside)
        return next(waiting, "" if default in aside else default)
    except SQLAlchemyError as error:
        print(f"autograder: the queue can't be read for now: {error}", file=sys.stderr, flush=True)
        time.sleep(_AGAIN)
        return ""


@contextlib.contextmanager
def _alone(course: Course) -> Iterator[None]:
    """Wait until no other grader of this course is left, of a server that was killed say."""
    folder = course.root / ".autograder"
    folder.mkdir(exist_ok=True)
    with (folder / "grader.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _end_with_server() -> None:
    """End as soon as the pipe from the server does."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    _end_with_server()
    run(msgspec.json.decode(sys.argv[1], type=GraderOptions))
