"""The engine: a submission's bytes in, results and graded notebooks out."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from msgspec.structs import replace
from nbformat import NotebookNode

from autograder.course import Assignment, Notebook, Role, exercise_of
from autograder.course.doubts import forgeable_tests
from autograder.grading.documents import blank, cell_results, fill_in, job_cells
from autograder.grading.outputs import Kept
from autograder.grading.tried import Tried, tried
from autograder.intake import Repair, TakenIn, Unreadable, take_in
from autograder.judge import Seed
from autograder.judge.job import Job, NotebookVerdict
from autograder.limits import Limits
from autograder.results import (
    NOT_SUBMITTED,
    NotebookResult,
    Status,
    SubmissionResult,
    Verdict,
    in_bounds,
    undecided,
)
from autograder.warm.pair import JudgeFailed, WarmPair
from autograder.warm.process import WarmProcess, WarmProcessFailed

AFTER_SECONDS = 20.0  # on a processor, for what a notebook put out


@dataclass(frozen=True)
class GradedNotebook:
    """A graded notebook.

    Attributes:
        result: scores and feedback.
        document: the notebook with outputs and feedback in it; None where there is none.
    """

    result: NotebookResult
    document: NotebookNode | None


@dataclass
class Engine:
    """Grades submissions of one assignment. Use it in a with statement: it keeps a warm process.

    Args:
        assignment: what is graded.
        limits: what a notebook may use.
        read: whether people read the graded notebooks: with pictures, and errors with their traceback.
        course: the course's root, where what trying the instructor's own notebooks finds is kept; None to
            keep nothing.
    """

    assignment: Assignment
    limits: Limits = field(default_factory=Limits)
    read: bool = True
    course: Path | None = None
    students: WarmProcess = field(default_factory=WarmProcess)

    def __post_init__(self) -> None:
        self.sandbox = self.students.sandbox
        self._placed: dict[str, Notebook] = {}
        self._forgeable: dict[str, frozenset[str]] = {}
        self._pair = WarmPair(self.students, self.assignment)

    def __enter__(self) -> Engine:
        """Use in a with statement."""
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the warm process."""
        self._pair.close()

    def wait_until_ready(self) -> str:
        """Wait for the warm process, and say which layers of the sandbox hold.

        Raises:
            TooWeak: too little of it does.
            BrokenCourse: a solution module is broken.
        """
        self._pair.wait_until_ready()
        return self._pair.students.report.summary

    def grade_submission(
        self,
        notebooks: Mapping[str, bytes | Unreadable],
        *,
        student: str = "",
        files: Mapping[str, bytes] | None = None,
        notes: Mapping[str, Sequence[str]] | None = None,
        doubts: Mapping[str, str] | None = None,
    ) -> tuple[SubmissionResult, dict[str, NotebookNode]]:
        """Grade all notebooks of a submission.

        Args:
            notebooks: by name, as they were handed in; what isn't there wasn't.
            student: whose.
            files: the student's other files, whether they count or not.
            notes: what the student is told of files that were passed over, by notebook.
            doubts: why a person has to look whether the right file was taken, by notebook.

        Returns:
            The result, and the graded notebooks by name.
        """
        sandbox = self.wait_until_ready()
        counting = self.assignment.of_student(files or {})
        graded = [
            self.grade_notebook(
                name,
                notebooks.get(name),
                student=student,
                files=counting,
                notes=(notes or {}).get(name, ()),
                doubt=(doubts or {}).get(name, ""),
            )
            for name in self.assignment.notebooks
        ]
        result = SubmissionResult(
            assignment=self.assignment.name,
            student=student,
            notebooks=tuple(one.result for one in graded),
            sandbox=sandbox,
        )
        return result, {one.result.name: one.document for one in graded if one.document is not None}

    def grade_notebook(
        self,
        name: str,
        data: bytes | Unreadable | None,
        *,
        student: str,
        files: Mapping[str, bytes],
        notes: Sequence[str] = (),
        doubt: str = "",
    ) -> GradedNotebook:
        """Grade one notebook as it was handed in, or not."""
        if data is None:
            return self._without(name, "missing", (NOT_SUBMITTED, *notes))
        try:
            if isinstance(data, Unreadable):
                raise data
            taken = take_in(data, self.assignment.notebooks[name])
        except Unreadable as reason:
            return self._without(name, "unreadable", (str(reason), *notes))
        said = [Repair(None, sentence) for sentence in (*notes, doubt) if sentence]
        taken = TakenIn(taken.notebook, (*taken.repairs, *said), taken.astray)
        seed = Seed(self.assignment.name, student, hashlib.sha256(data).hexdigest())
        graded = self._judged(name, taken, seed=seed, files=files, doubt=doubt)
        return GradedNotebook(replace(graded.result, passed_over=tuple(notes)), graded.document)

    def _judged(
        self, name: str, taken: TakenIn, *, seed: Seed, files: Mapping[str, bytes], doubt: str
    ) -> GradedNotebook:
        """Grade one notebook that intake has made fit."""
        instructor = self._notebook(name)
        handed_in = job_cells(taken.notebook, instructor)
        job = Job(
            seed=seed,
            notebook=name,
            cells=handed_in,
            imports=instructor.imports,
            own=instructor.own_names,
            definitions=instructor.definitions,
            data=instructor.data,
            files={**self.assignment.files, **files},
            limits=self.limits,
            read=(0, len(handed_in)) if self.read else (0, 0),
        )
        try:
            verdict = self._pair.judge(job)
        except JudgeFailed as error:
            verdict = _our_fault(instructor, str(error))
        cells = cell_results(list(map(in_bounds, verdict.cells)), instructor, self._names(instructor))
        cells = _with_doubt(_with_repairs(cells, taken.repairs, instructor), doubt)
        cells = tuple(
            replace(
                cell, person=f"The answer's cell is blank, but near it stands: {taken.astray[cell.grade_id]}"
            )
            if cell.grade_id in taken.astray
            else cell
            for cell in cells
        )
        editable = self._forgeable[name]
        cells = tuple(replace(cell, forgeable=True) if cell.grade_id in editable else cell for cell in cells)
        if not self.sandbox:
            cells = tuple(replace(cell, unconfined=True) for cell in cells)
        kept = Kept(self.limits.output * 1024, time.process_time() + AFTER_SECONDS)
        fill_in(taken.notebook, verdict, cells, kept)
        repaired = tuple(repair.sentence for repair in taken.repairs)
        result = NotebookResult(name=name, status="graded", cells=cells, repairs=repaired)
        return GradedNotebook(result, taken.notebook)

    def tried(self, name: str) -> Tried:
        """What was found out about one of the instructor's notebooks, which is tried if it wasn't before."""
        notebook = self.assignment.notebooks[name]
        return tried(notebook, self.assignment, self.limits, self._pair, self.course)

    def try_ahead(self) -> None:
        """Try the first of the instructor's notebooks, while there is nothing to grade yet."""
        for name in list(self.assignment.notebooks)[:1]:
            self._notebook(name)

    def _notebook(self, name: str) -> Notebook:
        """The instructor's, which is tried when it is first asked for."""
        if name not in self._placed:
            with contextlib.suppress(WarmProcessFailed):  # it is started anew when it is needed
                self._pair.prepare(name)  # first: another member may be at trying it already
            self._placed[name] = self.tried(name).placed(self.assignment.notebooks[name])
            self._forgeable[name] = forgeable_tests(self._placed[name])
        return self._placed[name]

    def _without(
        self, name: str, status: Literal["missing", "unreadable"], why: tuple[str, ...]
    ) -> GradedNotebook:
        """The result of a notebook that can't be graded: zero, and why; then what was passed over."""
        instructor = self.assignment.notebooks[name]
        message = " ".join(why)
        verdicts = [
            Verdict(
                grade_id=cell.grade_id,
                score=0.0,
                max_score=cell.points,
                status=Status.FAILED,
                notes=(message,),
            )
            for cell in instructor.grade_cells
        ]
        cells = cell_results(verdicts, instructor, self._names(instructor))
        document = None
        if status != "missing":
            document = blank(instructor)
            fill_in(document, NotebookVerdict([], {}, {}), cells)
        result = NotebookResult(name=name, status=status, message=message, cells=cells, passed_over=why[1:])
        return GradedNotebook(result, document)

    def _names(self, instructor: Notebook) -> dict[str, str]:
        graded = instructor.with_role(Role.GRADE, Role.MANUAL)
        exercises = self._pair.exercises or instructor.solutions
        return {cell.grade_id: exercise_of(cell.grade_id, exercises) for cell in graded}


def _our_fault(instructor: Notebook, detail: str) -> NotebookVerdict:
    verdicts = [undecided(cell.grade_id, cell.points, detail) for cell in instructor.grade_cells]
    return NotebookVerdict(verdicts, {}, {})


def _with_doubt(cells: tuple[Verdict, ...], doubt: str) -> tuple[Verdict, ...]:
    """Have a person look at the first cell that the grader scores, if there is a doubt about the notebook."""
    for place, cell in enumerate(cells):
        if doubt and cell.status is not Status.MANUAL:
            return (*cells[:place], replace(cell, person=cell.person or doubt), *cells[place + 1 :])
    return cells


def _with_repairs(
    cells: tuple[Verdict, ...], repairs: Iterable[Repair], instructor: Notebook
) -> tuple[Verdict, ...]:
    """Put each repair to the grade cell that it is about, or to the next one."""
    notes: dict[str, list[str]] = {}
    order = [cell.grade_id for cell in instructor.cells if cell.grade_id]
    graded = [cell.grade_id for cell in cells if cell.status is not Status.MANUAL]
    for repair in repairs:
        start = order.index(repair.grade_id) if repair.grade_id in order else 0
        following = [grade_id for grade_id in order[start:] if grade_id in graded] or graded[-1:]
        for grade_id in following[:1]:
            notes.setdefault(grade_id, []).append(repair.sentence)
    return tuple(replace(cell, repairs=tuple(notes.get(cell.grade_id, ()))) for cell in cells)
