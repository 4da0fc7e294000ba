"""A member's two warm processes: a notebook is judged in a fork of one, its code runs in one of the other.

The judge talks to the student's process itself, through a socket that it is handed: a question costs no more
than before there were two walls. One judge hears both witnesses, one after the other, each in a student's
process of its own. Cells that the configuration gives more rights are judged by themselves, behind a wall
with these openings; an opening for one cell can't be closed for the next in the same process.

A judge or warm process that dies may have been killed by chance, so the notebook gets a second try in fresh
ones. So does one that the clock alone has ended, whose processes may have had too little of a processor. One
that dies again over the same notebook is no chance: zero, with the reason. Otherwise a submission could make
itself a case for a person by killing what judges it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import msgspec

from autograder.course import Assignment, Cell, Role
from autograder.course.statements import single_imports, visible_definitions
from autograder.judge import orders
from autograder.judge.job import Job, NotebookVerdict
from autograder.judge.notebook import MAX_STUDENTS
from autograder.judge.witnesses import first_hidden, is_plain, with_both
from autograder.limits import Limits
from autograder.remote.channel import Channel, ChannelClosed, ProtocolViolation, TooSlow
from autograder.remote.kinds import LIBRARIES
from autograder.remote.student_process import CLOCK_TIMES, MAPPINGS, ProcessEnded, StudentProcess
from autograder.results import Status, Verdict
from autograder.sandbox.confine import Bounds
from autograder.sandbox.rights import NO_MORE, Rights
from autograder.warm.inside import JUDGE_MEMORY, judge_of
from autograder.warm.process import Forked, WarmProcess, WarmProcessFailed
from autograder.warm.waiting import waited

GRACE_SECONDS = 20.0
_MIB = 1 << 20
_NUMBER = 1  # of the only frame that a member sends to a judge


class JudgeFailed(Exception):
    """The judge didn't come to a verdict, and the fault is ours."""


class _JudgeDied(Exception):
    """The judge's process ended without a word, or had to be ended."""


@dataclass
class WarmPair:
    """Judges notebooks, one at a time; close it in the end.

    Args:
        students: the warm process that students' processes come from.
        assignment: what is judged; where there is none, plain asserts alone.
    """

    students: WarmProcess
    assignment: Assignment = field(default_factory=lambda: Assignment("", {}))

    def __post_init__(self) -> None:
        self._judges: dict[Rights, WarmProcess] = {}
        self.judges  # noqa: B018 (it starts at once)

    @property
    def judges(self) -> WarmProcess:
        """The warm process that judges come from, but for those of cells with more rights."""
        return self._judges_with(NO_MORE)

    @property
    def exercises(self) -> list[str]:
        """The names of the assignment's exercises: a judge imports the solution modules, we needn't."""
        self.judges.wait_until_ready()
        return self.judges.prepared

    def _judges_with(self, rights: Rights) -> WarmProcess:
        if rights not in self._judges:
            inside = judge_of(self.assignment, rights)
            limits, sandbox = self.students.limits, self.students.sandbox
            self._judges[rights] = WarmProcess(limits, sandbox=sandbox, inside=inside)
        return self._judges[rights]

    @property
    def imported_anew(self) -> dict[str, str]:
        """The imports that processes forked for a notebook have to do for themselves, and why."""
        return {**self.judges.imported_anew, **self.students.imported_anew}

    def close(self) -> None:
        """End the warm processes."""
        with contextlib.ExitStack() as stack:
            for warm_process in (self.students, *self._judges.values()):
                warm_process.hang_up()  # they end side by side
                stack.callback(warm_process.close)

    def wait_until_ready(self) -> None:
        """Wait for both.

        Raises:
            TooWeak: too little of the sandbox holds here.
        """
        self.students.wait_until_ready()
        self.judges.wait_until_ready()

    def prepare(self, notebook: str, imports: Iterable[str] = (), judges: WarmProcess | None = None) -> None:
        """Have the instructor's imports imported and cells compiled, once instead of in each fork.

        Args:
            notebook: the notebook's name.
            imports: import statements, for one that isn't the assignment's.
            judges: the warm process that the judge comes from; None for the usual one.

        Raises:
            WarmProcessFailed: one is gone.
            TooWeak: too little of the sandbox holds here.
        """
        own, judges = self.assignment.notebooks.get(notebook), judges or self.judges
        asked = {
            self.students: single_imports(own.imported_by_students if own else imports),
            judges: single_imports(own.imported_by_judge if own else imports),
        }
        again = True
        while again:  # one that had to be started anew has all to do again
            again = False
            for statement in dict.fromkeys((*asked[self.students], *asked[judges])):
                begun = [one for one in asked if statement in asked[one] and one.begin_import(statement)]
                again = again or bool(begun)
                for process in begun:
                    process.end_import(statement)
            if again:  # values of these come as what they are
                come = (name for name in LIBRARIES if self.students.has_imported(name))
                asked[judges] = (*asked[judges], *(f"import {name}" for name in come))
        for cell in own.with_role(Role.GRADE, Role.LOCKED) if own else ():
            if cell.cell_type == "code":
                judges.tell(orders.COMPILE + cell.source.encode())

    def judge(self, job: Job) -> NotebookVerdict:
        """Judge a notebook in processes of its own; once more if one of ours dies over it.

        Where it has plain asserts, both witnesses are heard.

        Raises:
            JudgeFailed: there is no verdict, and the fault is ours.
            TooWeak: too little of the sandbox holds here.
        """
        first, judged = self.witnesses(job)
        return judged if first is None else with_both(judged, first, job)

    def witnesses(self, job: Job) -> tuple[NotebookVerdict | None, NotebookVerdict]:
        """What nbgrader's way gives for the cells that it is heard on, if any, and the judge's verdict.

        Raises:
            JudgeFailed: there is no verdict, and the fault is ours.
            TooWeak: too little of the sandbox holds here.
        """
        apart = self._apart(job)
        graded = {cell.grade_id for cell in job.cells if cell.role is Role.GRADE}
        plain = {cell.grade_id for cell in job.cells if is_plain(cell)}.difference(*apart.values())
        if not plain:
            return self._judged(job, apart)
        begin, end = job.read
        hidden = first_hidden(job.cells)  # from there on nobody reads what nbgrader's way puts out
        first = _without(replace(job, read=(begin, min(end, hidden))), graded - plain)
        cells = tuple(_left_to_first(cell) if cell.grade_id in plain else cell for cell in job.cells)
        return self._judged(replace(job, cells=cells, read=(max(begin, hidden), end)), apart, first)

    def _apart(self, job: Job) -> dict[Rights, set[str]]:
        """The grade cells that the configuration gives more rights, by these."""
        apart: dict[Rights, set[str]] = {}
        for cell in job.cells:
            rights = self.assignment.rights.get(f"{job.notebook}/{cell.grade_id}", NO_MORE)
            if rights != NO_MORE:
                apart.setdefault(rights, set()).add(cell.grade_id)
        return apart

    def _judged(
        self, job: Job, apart: Mapping[Rights, Collection[str]], first: Job | None = None
    ) -> tuple[NotebookVerdict | None, NotebookVerdict]:
        """What nbgrader's way gives for the first of two jobs, if there is one, and the judge's verdict."""
        as_nbgrader, verdict = self._judge(_without(job, set().union(*apart.values())), NO_MORE, first)
        left_out = as_nbgrader.left_out if as_nbgrader else job.left_out
        for rights, grade_ids in apart.items():
            others = {cell.grade_id for cell in job.cells} - {*grade_ids}
            _none, more = self._judge(replace(_without(job, others), left_out=left_out), rights)
            verdict = _with_cells_of(verdict, more, job)
        return as_nbgrader, verdict

    def _judge(
        self, job: Job, rights: Rights, first: Job | None = None
    ) -> tuple[NotebookVerdict | None, NotebookVerdict]:
        judges = self._judges_with(rights)
        for attempt in range(2):
            try:
                self.prepare(job.notebook, job.imports, judges)
                done = self._judge_once(job, judges, first)
                if attempt == 0 and (done.verdict.by_clock or (done.first and done.first.by_clock)):
                    continue
                return done.first, done.verdict
            except WarmProcessFailed:
                why = "the process that it is started from ended"
            except _JudgeDied as error:
                why = str(error)
            if self.students.is_gone:
                self.students.restart()
            if judges.is_gone:
                judges.restart()
        return (
            None if first is None else _submissions_fault(first, why),
            _submissions_fault(job, why),
        )

    def _judge_once(self, job: Job, judges: WarmProcess, first: Job | None) -> orders.Done:
        with contextlib.closing(judges.fork()) as judge, contextlib.ExitStack() as stack:
            try:
                return self._heard(job, judge, stack, first)
            except TooSlow as error:
                raise _JudgeDied("judging it took too long") from error
            except (ChannelClosed, ProtocolViolation, OSError, msgspec.DecodeError, RecursionError) as error:
                raise _JudgeDied("the judge ended over what this code gave it") from error

    def _heard(self, job: Job, judge: Forked, stack: contextlib.ExitStack, first: Job | None) -> orders.Done:
        """Give a judge its job and students' processes, and hear its verdict."""
        ways = 1 if first is None else 2
        seconds = (job.limits.notebook + GRACE_SECONDS) * ways
        end = time.monotonic() + seconds * CLOCK_TIMES
        frames = Channel(judge.channel)
        order = orders.Order(_for_judge(job), _bounds_of(job, judge, seconds), first and _for_judge(first))
        left = end - time.monotonic()
        frames.send(_NUMBER, orders.encode(order), seconds=left, limit=orders.MAX_MESSAGE)
        # It will be wanted, and starts while the judge begins.
        student = self._student(job)
        students = 0
        while students <= MAX_STUDENTS * ways:
            stack.callback(student.kill)
            left = max(end - time.monotonic(), 0.0)
            _number, payload = frames.receive(seconds=left, limit=orders.MAX_MESSAGE)
            said = orders.decode_said(payload)
            if isinstance(said, orders.Broken):
                raise JudgeFailed(said.why)
            if isinstance(said, orders.Done):
                as_nbgrader = None if first is None else _checked(first, said.first)
                return orders.Done(_checked(job, said.verdict), as_nbgrader)
            if isinstance(said, orders.AskedHowLong):
                judge.channel.send(orders.WAITED.pack(student.waited()))
                continue
            students += 1
            if student.is_handed_over:
                student = self._student(job)
            student.hand_over(judge.channel)
        raise ProtocolViolation("more students' processes than there can be")

    def _student(self, job: Job) -> StudentProcess:
        seed = job.seed.number(job.notebook, "student")
        return new_student(self.students, job.limits, job.files, seed=seed)


def new_student(
    students: WarmProcess,
    limits: Limits,
    files: Mapping[str, bytes],
    *,
    seed: int,
) -> StudentProcess:
    """A process with none of the student's code in it.

    Args:
        students: what it is forked from.
        limits: what it may use.
        files: its work folder's, by relative path.
        seed: of its random numbers.

    Raises:
        WarmProcessFailed: none can be had.
    """
    forked = students.fork()
    student = StudentProcess(
        Channel(forked.channel), forked.line, limits, waited=partial(waited, forked.process)
    )
    try:
        student.start(files, seed=seed, size=forked.size)
    except ProcessEnded as error:
        raise WarmProcessFailed(f"a fresh process {error}") from error
    return student


def _for_judge(job: Job) -> Job:
    """A job without what the judge has no need of."""
    cells = [
        replace(
            cell,
            source=cell.source if cell.cell_type == "code" else "",
            released=cell.released if cell.role is Role.SOLUTION else "",
            nbgrader={},
            attachments={},
        )
        for cell in job.cells
    ]
    return replace(job, cells=tuple(cells), files={})


def _bounds_of(job: Job, judge: Forked, seconds: float) -> Bounds:
    """The kernel's limits for a judge."""
    memory = JUDGE_MEMORY * _MIB
    return Bounds(
        memory=memory,
        address_space=judge.size + memory + MAPPINGS,
        cpu=int(seconds) + 1,
        processes=job.limits.processes,
        file_size=job.limits.file_size * _MIB,
        descriptors=job.limits.descriptors,
        output=0,
    )


def _without(job: Job, grade_ids: Collection[str]) -> Job:
    """A job in which some grade cells aren't run; all cells keep their places."""
    if not grade_ids:
        return job
    cells = [
        replace(cell, cell_type="raw") if cell.role is Role.GRADE and cell.grade_id in grade_ids else cell
        for cell in job.cells
    ]
    return replace(job, cells=tuple(cells))


def _left_to_first(cell: Cell) -> Cell:
    """A grade cell as the judge has it: of one that only nbgrader's way is heard on, what it defines."""
    if not cell.in_student:
        return cell
    return replace(cell, role=Role.PLAIN, source=visible_definitions(cell.source))


def _with_cells_of(verdict: NotebookVerdict, more: NotebookVerdict, job: Job) -> NotebookVerdict:
    """A verdict with the grade cells of another one of the same notebook."""
    order = [cell.grade_id for cell in job.cells]
    cells = sorted([*verdict.cells, *more.cells], key=lambda cell: order.index(cell.grade_id))
    return replace(verdict, cells=cells, answers=verdict.answers | more.answers)


def _grade_cells(job: Job) -> Iterator[tuple[str, float]]:
    for cell in job.cells:
        if cell.role is Role.GRADE and cell.cell_type == "code":
            yield cell.grade_id, cell.points


def _checked(job: Job, verdict: NotebookVerdict | None) -> NotebookVerdict:
    """A verdict on the very cells that were to be judged, with no more points than they have.

    Raises:
        ProtocolViolation: it is none.
    """
    asked = list(_grade_cells(job))
    if verdict is None or [(cell.grade_id, cell.max_score) for cell in verdict.cells] != asked:
        raise ProtocolViolation("a verdict on something else")
    if any(not 0 <= (cell.score or 0.0) <= cell.max_score for cell in verdict.cells):
        raise ProtocolViolation("more points than there are")
    return verdict


def _submissions_fault(job: Job, why: str) -> NotebookVerdict:
    """Zero for a notebook over which our processes have died twice, and why."""
    text = f"This notebook could not be run to its end, twice: {why}."
    verdicts = [
        Verdict(grade_id=grade_id, score=0.0, max_score=points, status=Status.FAILED, notes=(text,))
        for grade_id, points in _grade_cells(job)
    ]
    return NotebookVerdict(verdicts, {}, {})
