"""Judging a notebook: the student's cells in the student's process, each grade cell where it stands."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import signal
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from autograder.course import Cell, Role
from autograder.course.assignment import exercise_of
from autograder.course.definitions import defined_names
from autograder.course.released import normal
from autograder.course.statements import visible_definitions
from autograder.exercise import Exercise
from autograder.judge import slips
from autograder.judge.cells import MAX_RESTARTS, NewStudent, StudentCells
from autograder.judge.grade_cell import run_grade_cell, steps_of
from autograder.judge.job import Job, NotebookVerdict, ending
from autograder.judge.judge import Evidence
from autograder.judge.names import Names
from autograder.judge.recording import FailedCell, explained_by_calls
from autograder.judge.references import parts_to_look_at, with_references, with_remark, wrong_parts
from autograder.judge.session import Session, in_session
from autograder.judge.witnesses import is_plain
from autograder.remote.student_process import CLOCK_TIMES, ProcessEnded
from autograder.results import Status, Verdict, in_bounds, tampered, test_broke

_CASE_SECONDS = 1.0  # for a question in search of a smaller case; for all of them about plain asserts
MAX_STUDENTS = 2 * (1 + MAX_RESTARTS)  # processes: also where references stand in


def judge_notebook(job: Job, exercises: Mapping[str, Exercise], new_student: NewStudent) -> NotebookVerdict:
    """Judge a notebook.

    Args:
        job: the notebook.
        exercises: all of its assignment, by name; none where its grade cells use plain asserts.
        new_student: starts a fresh process for the student's code.
    """
    run = _NotebookRun(job, exercises, new_student)
    verdict = run.verdict()
    if not run.wrong_parts:
        return verdict
    cells = tuple(with_references(job.cells, exercises, run.wrong_parts))
    again = dataclasses.replace(job, cells=cells, read=(0, 0))
    try:
        judged = _NotebookRun(again, exercises, new_student, with_own_parts=False).verdict().cells
    except Exception as error:  # no time is left: whoever passed by earlier answers that are wrong hasn't
        passed = (
            one for one in verdict.cells if one.status is Status.PASSED and one.grade_id in run.wrong_parts
        )
        why = f"it could not be repeated with right earlier answers: {type(error).__name__}"
        judged = [test_broke(one.grade_id, one.max_score, why) for one in passed]
    better = {cell.grade_id: with_remark(cell, run.wrong_parts[cell.grade_id]) for cell in judged}
    return dataclasses.replace(verdict, cells=[better.get(cell.grade_id, cell) for cell in verdict.cells])


def _run_in_student(cell: Cell) -> str:
    """What runs in the student's process: of plain asserts what they define, for later cells."""
    if cell.role is not Role.GRADE:
        return cell.source
    return visible_definitions(cell.source) if is_plain(cell) else ""


class _NotebookRun:
    def __init__(
        self,
        job: Job,
        exercises: Mapping[str, Exercise],
        new_student: NewStudent,
        *,
        with_own_parts: bool = True,
    ) -> None:
        self.job = job
        self.with_own_parts = with_own_parts
        self.session = Session(exercises, job.seed)
        job.seed.sow(job.notebook, "judge")  # other numbers than the student's: nobody foresees what is asked
        self.stopped: dict[int, str] = {}  # with which error a cell ended, by its place
        self.evidence: dict[str, list[Evidence]] = {}  # by grade_id, of answers that are wrong
        self.failed: dict[str, FailedCell] = {}  # cells of plain asserts, by grade_id
        self.wrong_parts: dict[str, tuple[str, ...]] = {}  # by grade_id, where the reference has to stand in
        self.cells = StudentCells(job, new_student, _run_in_student)
        imported: dict[str, Any] = {}
        for statement in job.imports:
            self._run_own(statement, imported)
        self.names = Names(lambda name: self.cells.student.look(name), job.own, imported)

    def verdict(self) -> NotebookVerdict:
        """Run all cells."""
        verdicts = []
        try:
            for place, cell in enumerate(self.job.cells):
                if cell.cell_type != "code":
                    continue
                if cell.role is Role.GRADE:
                    verdicts.append(self._grade(place, cell))
                else:
                    self._run(place, cell)
            verdicts = [self._explained(verdict) for verdict in verdicts]
            end = self.cells.student.spent + _CASE_SECONDS
            verdicts = [self._explained_by_calls(verdict, end) for verdict in verdicts]
        finally:
            self.cells.student.kill()
        cells = self.cells
        return NotebookVerdict(verdicts, cells.outputs, cells.left_out, cells.answers, cells.by_clock)

    def _explained(self, verdict: Verdict) -> Verdict:
        """A verdict with what is behind it, and the smallest case of what doesn't hold.

        Nothing is judged by what comes of it. So it comes last, and only for what will be read.
        """
        student = self.cells.student
        exercises, trials = self.session.exercises, self.session.trials
        if all(found.holds for found in verdict.findings) or verdict.grade_id in self.wrong_parts:
            return verdict
        with contextlib.suppress(Exception), self._time_limit():
            verdict = replace(verdict, hint=trials.hint(self.evidence.get(verdict.grade_id, ())))
        if student.ended:
            return in_bounds(verdict)
        student.hurry(_CASE_SECONDS)
        findings = list(verdict.findings)
        for place, found in enumerate(findings):
            if found.holds is False:
                with contextlib.suppress(Exception), self._time_limit():  # it is shown as it was then
                    findings[place] = trials.with_cases(exercises[found.where], found)
        return in_bounds(replace(verdict, findings=tuple(findings)))

    def _explained_by_calls(self, verdict: Verdict, end: float) -> Verdict:
        """A verdict on plain asserts with what is behind it: last, since it may end the student's process."""
        failed, student = self.failed.get(verdict.grade_id), self.cells.student
        if failed is None or verdict.status is not Status.FAILED or verdict.unanswered or student.ended:
            return verdict
        student.hurry(_CASE_SECONDS)
        with contextlib.suppress(Exception), self._time_limit(_CASE_SECONDS):
            hint = explained_by_calls(failed, self.job, lambda: student.spent < end)
            return in_bounds(replace(verdict, hint=hint))
        return verdict

    def _run(self, place: int, cell: Cell) -> None:
        """Run a cell of the student's, and a locked one for the judge's own names as well."""
        self.cells.run(place, cell)
        if place in self.cells.outputs:
            self.stopped[place] = slips.stopped(cell, self.cells.outputs[place])
        if cell.role is Role.LOCKED:
            self._run_own(cell.source, self.names)
        self.names.forget(cell.defines)

    def _run_own(self, source: str, names: dict[str, Any]) -> None:
        """Run an instructor's code for names of the judge's own; what fails isn't the judge's."""
        quiet = io.StringIO()
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            try:
                for step in steps_of(source, tests=False):
                    with self._time_limit():
                        step.run(names)
            except (Exception, SystemExit):
                return

    def _grade(self, place: int, cell: Cell) -> Verdict:
        self.cells.revive(place)
        if _run_in_student(cell):
            self.cells.run(place, cell)
            self.cells.outputs.pop(place, None)
            self.cells.revive(place)
        verdict = self._judged(cell)
        if cell.grade_id in self.job.definitions and verdict.status is Status.FAILED:
            self.failed[cell.grade_id] = FailedCell(place, verdict, self.names.as_now())
        if self.with_own_parts:
            self._look_at_parts(place, verdict)
        tampering = self.cells.tampered_with()
        if tampering:
            note = f"This submission's code {tampering}. A person has to look at it."
            verdict = tampered(cell.grade_id, cell.points, notes=(note,))
        elif verdict.status is not Status.PASSED:
            verdict = self._with_remarks(place, cell, verdict)
        return in_bounds(verdict)

    def _with_remarks(self, place: int, test: Cell, verdict: Verdict) -> Verdict:
        """What the student's cells themselves tell about an answer that failed."""
        asked = self._asked_in(test)
        answers = {
            number: cell
            for number, cell in enumerate(self.job.cells[:place])
            if cell.role is Role.SOLUTION and not asked.isdisjoint(cell.defines)
        }
        own = list(answers.values())
        others = [one for one in self.job.cells if one.role in (Role.SOLUTION, Role.PLAIN) and one not in own]
        untouched = bool(own) and all(normal(cell.source) in ("", cell.given) for cell in own)
        if untouched and not verdict.score and not any(asked & defined_names(one.source) for one in others):
            return replace(verdict, unanswered=True, example=None, findings=(), hint=None, notes=())
        notes = [self.stopped.get(number, "") for number in answers]
        absent = {} if verdict.findings else self._absent(own)
        if absent:
            verdict = replace(verdict, example=None)
        if absent and not any(notes) and self.cells.left_out.keys().isdisjoint(answers):
            known = {name for cell in (*own, *others) for name in cell.defines}
            notes += [slips.missing(name, cell, others, known) for name, cell in absent.items()]
        notes += [sentence for cell in own for sentence in slips.in_definition(cell)]
        notes = [*self.cells.notes(), *filter(None, notes), *verdict.notes]
        return replace(verdict, notes=tuple(notes))

    def _absent(self, answers: Iterable[Cell]) -> dict[str, Cell]:
        """The names of answers that aren't there, with the cell that should define them."""
        try:
            return {name: cell for cell in answers for name in cell.names if name not in self.names}
        except ProcessEnded:
            return {}

    def _judged(self, cell: Cell) -> Verdict:
        """Judge a grade cell here; whatever breaks over the student's answers, they have not passed it."""
        self.names.asked_here = self._asked_in(cell)
        scored = self.job.ends_with_score(cell.grade_id)
        self.evidence[cell.grade_id] = self.session.trials.evidence = []
        try:
            with in_session(self.session), self._time_limit():
                verdict = run_grade_cell(cell.grade_id, cell.source, cell.points, self.names, scored=scored)
            self.cells.answers[ending(cell.grade_id, with_score=self.session.ended_with_score)] = True
            return verdict
        except Exception as error:
            return test_broke(cell.grade_id, cell.points, f"{cell.grade_id}: {type(error).__name__}")

    def _asked_in(self, test: Cell) -> frozenset[str]:
        """The names that the solution cell defines which a grade cell tests; by the id, or by the place."""
        solutions = [cell for cell in self.job.cells if cell.role is Role.SOLUTION]
        exercise = exercise_of(test.grade_id, [cell.grade_id for cell in solutions])
        before = self.job.cells[: self.job.cells.index(test)]
        last = next((cell.grade_id for cell in reversed(before) if cell.role is Role.SOLUTION), "")
        tested = exercise if exercise != test.grade_id else last
        return frozenset(name for cell in solutions if cell.grade_id == tested for name in cell.defines)

    def _look_at_parts(self, place: int, verdict: Verdict) -> None:
        """Note which earlier answers aren't right, where that may be behind a verdict."""
        parts = parts_to_look_at(self.session.exercises, verdict)
        if parts:
            self.cells.revive(place)
            try:
                with self._time_limit():
                    wrong = wrong_parts(parts, self.session, self.names)
            except Exception:  # what can't be told to be right isn't
                wrong = parts
            if wrong:
                self.wrong_parts[verdict.grade_id] = wrong

    @contextlib.contextmanager
    def _time_limit(self, seconds: float | None = None) -> Iterator[None]:
        """Bound what the judge itself does with a student's values: a range may be endless."""

        def stop(_signal: int, _frame: object) -> None:
            raise TimeoutError(f"it took longer than {self.job.limits.cell:g} s")

        limits = self.job.limits  # what the student's process takes has bounds of its own
        timers = {
            signal.SIGPROF: (signal.ITIMER_PROF, seconds or limits.cell),
            signal.SIGALRM: (signal.ITIMER_REAL, max(limits.notebook, limits.cell * CLOCK_TIMES)),
        }
        before = {number: signal.signal(number, stop) for number in timers}
        for timer, limit in timers.values():
            signal.setitimer(timer, limit, 1.0)
        try:
            yield
        finally:
            for timer, _limit in timers.values():
                signal.setitimer(timer, 0)
            for number, handler in before.items():
                signal.signal(number, handler)
