"""Testing the tests: known-right answers must get all points, known-wrong ones must lose theirs.

How well a test suite judges is measured with right and wrong implementations (Wrenn, Krishnamurthi
and Fisler 2018, "Who Tests the Testers?").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from autograder.course import Assignment, Course
from autograder.course.solutions import no_modules
from autograder.errors import BrokenCourse, UnusableInput
from autograder.exercise import Exercise, Misconception
from autograder.exercise.lift import as_cell, lines_of
from autograder.results import Verdict
from autograder.verify.mutants import mutants
from autograder.verify.trial import Judge, tried, warm_pair

MIN_ALTERNATIVES = 8
SEEDS = 3


@dataclass
class Findings:
    """What was found out about one exercise's tests.

    Attributes:
        exercise: its name.
        references: how many references were tried: the module's and the notebook's.
        alternatives: how many other correct answers.
        misconceptions: how many misconceptions.
        mutants: how many mutants that are mistakes.
        caught: how many of them lost points.
        survivors: mutants that kept all points and aren't declared equivalent.
        places: where each of them is in the solution module, as in "tanh.py:12".
        equivalents: declared equivalents that kept all points, with their reasons.
        problems: what fell short, one sentence each.
        warnings: what makes all this say less, likewise.
    """

    exercise: str
    references: int = 0
    alternatives: int = 0
    misconceptions: int = 0
    mutants: int = 0
    caught: int = 0
    survivors: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    equivalents: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing fell short."""
        return not self.problems and not self.survivors


def verify(
    course: Course,
    assignment: str,
    *,
    only: str | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> list[Findings]:
    """Test the tests of an assignment.

    Args:
        course: the course.
        assignment: its name.
        only: the one exercise whose tests are tested; all by default.
        progress: told each exercise's name before its turn.

    Raises:
        BrokenCourse: an exercise has no solution cell, or points that don't add up.
        UnusableInput: there is no such exercise.
    """
    asked = course.assignment(assignment)
    if not asked.exercises:
        raise no_modules(course.solutions(assignment))
    if only is not None and only not in asked.exercises:
        known = ", ".join(asked.exercises)
        raise UnusableInput(f"{assignment} has no exercise {only}.", f"It has {known}.")
    _complete(asked)
    found = []
    with closing(warm_pair(asked)) as pair:
        for name, exercise in asked.exercises.items():
            if only not in (None, name):
                continue
            progress(name)
            found.append(_Trials(pair.judge, asked, exercise).findings())
    return found


def _complete(assignment: Assignment) -> None:
    """Every exercise has its cells, and every cell is worth what its checks are."""
    for name, exercise in assignment.exercises.items():
        notebook = assignment.notebook_of(name)
        points = {cell.grade_id: cell.points for cell in notebook.grade_cells}
        for facet in exercise.facets:
            worth = sum(check.points for check in exercise.checks_of(facet))
            cell = exercise.grade_cell(facet)
            if points.get(cell) != worth:
                raise BrokenCourse(
                    f"{notebook.name}: cell {cell} is worth {points.get(cell)} points, its checks {worth:g}.",
                    "Give both the same points.",
                )
    for notebook in assignment.notebooks.values():
        for grade_cell in notebook.grade_cells:
            if assignment.exercise_of(grade_cell.grade_id, notebook) not in assignment.exercises:
                raise BrokenCourse(
                    f"{notebook.name}: no exercise for grade cell {grade_cell.grade_id}.",
                    "Call the cell test_ and the name of an exercise.",
                )


@dataclass
class _Trials:
    """All trials of one exercise."""

    judge: Judge
    assignment: Assignment
    exercise: Exercise

    def __post_init__(self) -> None:
        self.notebook = self.assignment.notebook_of(self.exercise.name)
        self.found = Findings(self.exercise.name)

    def findings(self) -> Findings:
        self._references()
        self._alternatives()
        self._misconceptions()
        self._mutants()
        self.found.problems = list(dict.fromkeys(self.found.problems))
        return self.found

    def _references(self) -> None:
        for origin, replaced in (
            ("the notebook's own solution", {}),
            ("the reference", {self.exercise.name: self._cell(self.exercise.reference_code)}),
        ):
            self.found.references += 1
            for seed in range(SEEDS):
                self._expect_full(origin, self._tried(replaced, seed=seed))

    def _alternatives(self) -> None:
        for alternative in self.exercise.alternatives:
            self.found.alternatives += 1
            replaced = {self.exercise.name: self._cell(alternative.answer)}
            for seed in range(SEEDS):
                verdicts = self._tried(replaced, seed=seed)
                self._expect_full(f"the correct answer {alternative.id}", verdicts)
        if self.found.alternatives < MIN_ALTERNATIVES:
            self.found.warnings.append(
                f"{self.found.alternatives} correct answers written in other ways are known. "
                f"With fewer than {MIN_ALTERNATIVES}, a check may yet be too strict."
            )

    def _expect_full(self, origin: str, verdicts: list[Verdict]) -> None:
        for verdict in verdicts:
            if verdict.score != verdict.max_score:
                self.found.problems.append(
                    f"{origin} got {verdict.score} of {verdict.max_score:g} in {verdict.grade_id}: "
                    f"{verdict.broken or verdict.feedback}"
                )

    def _misconceptions(self) -> None:
        for misconception in self.exercise.misconceptions:
            self.found.misconceptions += 1
            replaced = {self.exercise.name: self._cell(misconception.answer)}
            for seed in range(SEEDS):
                verdicts = self._tried(replaced, seed=seed)
                self._note_broken(f"the misconception {misconception.id}", verdicts)
                self._expect_named(misconception, verdicts)

    def _expect_named(self, misconception: Misconception, verdicts: list[Verdict]) -> None:
        lost = [verdict for verdict in verdicts if verdict.score != verdict.max_score]
        own = [verdict for verdict in lost if verdict.grade_id in self.exercise.grade_cells]
        cells = tuple(verdict.grade_id for verdict in own)
        if cells != misconception.loses:
            self.found.problems.append(
                f"{misconception.id} should lose {', '.join(misconception.loses)}; "
                f"it lost {', '.join(cells) or 'nothing'}."
            )
        named = {verdict.misconception for verdict in own}
        if named != {misconception.id}:
            self.found.problems.append(f"{misconception.id} was named {named}.")
        for verdict in lost:
            if verdict not in own and not verdict.blocked:
                self.found.problems.append(f"{misconception.id} also lost {verdict.grade_id}.")

    def _mutants(self) -> None:
        reasons = {equivalent.mutant: equivalent.reason for equivalent in self.exercise.equivalents}
        cell = self._cell(self.exercise.reference_code)
        lines = lines_of(self.exercise, self.exercise.reference_code, cell)
        for mutant in mutants(cell, self.exercise.name):
            place = lines.get(mutant.line, "")
            survives = self._survives(mutant.cell, f"{mutant.change}, {place}" if place else mutant.change)
            if survives and mutant.change in reasons:
                self.found.equivalents.append((mutant.change, reasons.pop(mutant.change)))
                continue
            self.found.mutants += 1
            if survives:
                self.found.survivors.append(mutant.change)
                self.found.places[mutant.change] = place
            else:
                self.found.caught += 1
        self.found.problems += [f"No surviving mutant is {mutant!r}." for mutant in reasons]

    def _survives(self, cell: str, change: str) -> bool:
        """Whether no cell fails; a check that breaks has caught nothing."""
        verdicts = self._tried({self.exercise.name: cell}, only=self.exercise.name)
        self._note_broken(f"the mutant {change}", verdicts)
        return all(verdict.score == verdict.max_score or verdict.broken for verdict in verdicts)

    def _note_broken(self, answer: str, verdicts: list[Verdict]) -> None:
        """Say first of all which check broke on an answer, and where: a student's may be like it."""
        for verdict in verdicts:
            if verdict.broken:
                self.found.problems.insert(0, f"{verdict.broken}, on {answer}.")

    def _tried(self, replaced: Mapping[str, str], **asked: Any) -> list[Verdict]:
        return tried(self.judge, self.assignment, self.notebook, replaced, **asked)

    def _cell(self, code: object) -> str:
        return as_cell(self.exercise, code, self.assignment.exercises)
