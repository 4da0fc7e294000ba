"""The smallest case that fails in the same way as one that a check has found.

As Hypothesis does it (MacIver and Donaldson, 2020, "Test-Case Reduction via Test-Case Generation"): something
is made smaller, and kept if the answer still fails like that. The reference says what is right: checks need
no change. Which inputs there may be is read off its own: no list gets shorter than the check had some, arrays
have no other number of axes, and axes of one length stay of one length, so that shapes go on chaining.

It comes after judging and touches no score. A few questions are put to the student's process, each bounded in
time; how many doesn't depend on the machine, so that a regrade finds the same. No expected value is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from msgspec.structs import replace

from autograder.exercise import Drawing, Exercise
from autograder.exercise.expect import Note
from autograder.exercise.values import NUMERIC_KINDS, Raised, show
from autograder.judge.case import (
    Case,
    Made,
    Unwritable,
    argument_changed,
    cases_of,
    changed,
    code_of,
    places_of,
    tried,
    values_of,
)
from autograder.judge.failing import failure, said, strange
from autograder.judge.situations import parameters_of, situation_of
from autograder.judge.subject import Handle, Operation
from autograder.remote.stand_ins import RemoteObject
from autograder.results import Finding

CHANGED = "It changed its arguments, which the caller still needs."
_QUESTIONS, _CANDIDATES = 25, 150
_QUESTIONS_THAT_DRAW = 5
_LARGEST = 40  # numbers in a case that is shown
_LONGEST = 700  # characters of its code
_NO_CASE = (RemoteObject, Raised)


def with_smallest_case(
    found: Finding, exercise: Exercise, answer: Any, operations: Sequence[Operation], notes: Collection[Note]
) -> Finding:
    """A finding with the smallest case that was found for it, and with where the answer is right and wrong.

    Args:
        found: that something doesn't hold.
        exercise: the exercise.
        answer: the student's.
        operations: what the check did.
        notes: what it noted.
    """
    places = sorted({note.done - 1 for note in notes if 0 < note.done <= len(operations)})
    if not places or exercise.is_value:
        return found
    changes = all(note.seen == CHANGED for note in notes)
    if changes:
        places = [place for place, one in enumerate(operations) if one.harmed]
    with np.errstate(all="ignore"):
        failing = _Failing(exercise, answer, operations, set(places), changes=changes)
        situation = situation_of(exercise, failing.fitting, set(places))
        for case in cases_of(operations, places[0]):
            kind = failing.kind_of(case)
            if kind:
                smallest = failing.smallest(case, kind)
                return replace(found, situation=situation, **failing.shown(smallest))
    return replace(found, situation=situation)


class _Failing:
    """An answer that fails, beside the reference."""

    def __init__(
        self,
        exercise: Exercise,
        answer: Any,
        operations: Sequence[Operation],
        wrong: Collection[int],
        *,
        changes: bool,
    ) -> None:
        self.exercise, self.answer, self.changes = exercise, answer, changes
        self.asked = 0
        self.rights: dict[Any, Any] = {}
        self.drawn: Drawing | None = None  # by the reference: that takes long, and one is as right as another
        self.shortest: dict[Any, int] = {}
        self.axes: dict[Any, set[int]] = {}
        for one in operations:
            for place, value in places_of(one):
                if isinstance(value, list):
                    self.shortest[place] = min(len(value), self.shortest.get(place, len(value)))
                elif isinstance(value, np.ndarray):
                    self.axes.setdefault(place, set()).add(value.ndim)
        self.fitting = list(self._fitting(operations, wrong))

    def _fitting(self, operations: Sequence[Operation], wrong: Collection[int]) -> Iterator[tuple[int, Case]]:
        """The calls like the first one that failed, of which it can be told whether they did."""
        first = operations[min(wrong)]
        for place, one in enumerate(operations):
            if (one.kind, one.name, not one.target) != (first.kind, first.name, not first.target):
                continue
            case = next(cases_of(operations, place), ())
            if not case or any(isinstance(value, _NO_CASE) for value in values_of(case)):
                continue
            right = None if self.changes else self.right(case)
            if self.changes or (
                bool(failure(one.result, right)) == (place in wrong) and not isinstance(right, Raised)
            ):
                yield place, case

    def right(self, case: Case) -> Any:
        """What the reference gives in a case: asked once, since it may take long, as where it draws."""
        key = _key(case)
        if key not in self.rights:
            self.rights[key] = tried(case, self.exercise.answer)
        return self.rights[key]

    def kind_of(self, case: Case) -> str:
        """In which way the answer fails in a case; empty if it doesn't, or it can't be told."""
        if any(isinstance(value, _NO_CASE) for value in values_of(case)):
            return ""
        if self.changes:
            self.asked += 1
            return CHANGED if argument_changed(case, self.answer) else ""
        right = self.right(case) if self.drawn is None else self.drawn
        if isinstance(right, Raised) or right is None or strange(right):
            return ""
        self.drawn = right if isinstance(right, Drawing) else None
        self.asked += 1 if self.drawn is None else _QUESTIONS // _QUESTIONS_THAT_DRAW
        return failure(tried(case, self.answer), right)

    def smallest(self, case: Case, kind: str) -> Case:
        """The smallest case that was found to fail in one way."""
        seen, tries = set(), 0
        best, cost = case, _cost(case)
        improved = True
        while improved:
            improved = False
            for smaller in self._smaller(best):
                key = _key(smaller)
                if key in seen or _cost(smaller) >= cost:
                    continue
                seen.add(key)
                tries += 1
                if tries > _CANDIDATES or self.asked >= _QUESTIONS:
                    return best
                if self.kind_of(smaller) == kind:
                    best, cost, improved = smaller, _cost(smaller), True
                    break
        return best

    def _smaller(self, case: Case) -> Iterator[Case]:
        """Cases that may be smaller: the boldest first."""
        for (base, pattern), more in product(((1, _counted), (2, _counted_with_signs)), range(3)):
            bold = self._shorter(case, more)
            yield _with_numbers(_with_lengths(bold, _small(bold, base)), pattern)
        yield from (self._shorter(case, more) for more in range(3))
        yield from (_with_lengths(case, _small(case, base)) for base in (1, 2))
        yield from (_with_numbers(case, pattern) for pattern in _PATTERNS)
        yield changed(case, self._first_of_batch)
        for length in sorted(_lengths(case), reverse=True):
            yield from (_with_lengths(case, {length: new}) for new in (1, 2, 3) if new < length)

    def _shorter(self, case: Case, more: int) -> Case:
        """All lists cut to the shortest that the check had, or to some entries more."""
        return changed(
            case,
            lambda value, place: (
                value[: self.shortest.get(place, len(value)) + more] if isinstance(value, list) else value
            ),
        )

    def _first_of_batch(self, value: Any, place: Any) -> Any:
        is_batch = isinstance(value, np.ndarray) and value.ndim > 1 and len(value)
        return value[0] if is_batch and value.ndim - 1 in self.axes.get(place, ()) else value

    def shown(self, case: Case) -> dict[str, str]:
        """A case as code, and what it gives: asked once more, since it has to be the same again."""
        if self.changes:
            return self._shown_change(case)
        right, result = self.right(case), tried(case, self.answer)
        if isinstance(result, Raised):  # the steps after that one don't come about
            case = next(
                case[: n + 1] for n in range(len(case)) if tried(case[: n + 1], self.answer) == result
            )
        try:
            code = code_of(case, self.exercise.name)
        except Unwritable:
            return {}
        told = failure(result, right) and not isinstance(right, Raised)
        if not _fits(case, code) or not told:
            return {}
        last = case[-1]
        of = last.name if last.kind == "get" and not isinstance(last.result, Handle) else ""
        return {"smallest": code, "gives": said(result, right, of)}

    def _shown_change(self, case: Case) -> dict[str, str]:
        """The case in which an argument is changed as code that ends with it."""
        found = argument_changed(case, self.answer)
        if found is None:
            return {}
        place, after = found
        name = parameters_of(self.exercise.answer, case, case[-1])[place].name
        try:
            code = code_of(case, self.exercise.name, (place, name))
        except Unwritable:
            return {}
        gives = f"It changed `{name}`, which the caller still needs: afterwards {name} was {show(after)}."
        return {"smallest": code, "gives": gives} if _fits(case, code) else {}


def _fits(case: Case, code: str) -> bool:
    """Whether a case is small enough to be shown."""
    return sum(map(np.size, values_of(case))) <= _LARGEST and len(code) <= _LONGEST


def _key(value: Any) -> Any:
    """What tells values apart, faster than their text would."""
    if isinstance(value, np.ndarray) and value.dtype.kind in NUMERIC_KINDS:
        return value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, list | tuple):
        return type(value), tuple(map(_key, value))
    if isinstance(value, Made):
        return value.name, _key(value.case)
    if isinstance(value, Operation):
        return value.kind, value.name, value.target, _key(value.args), _key(value.kwargs)
    return tuple((key, _key(item)) for key, item in value.items()) if isinstance(value, dict) else repr(value)


def _lengths(case: Case) -> set[int]:
    return {n for value in values_of(case) if isinstance(value, np.ndarray) for n in value.shape}


def _small(case: Case, base: int) -> dict[int, int]:
    """New lengths for all axes: small ones, each as many times the same as before."""
    return {length: min(length, base + rank) for rank, length in enumerate(sorted(_lengths(case)))}


def _with_lengths(case: Case, new: dict[int, int]) -> Case:
    makes_object = len(case) > 1 or any(isinstance(value, Made) for value in case[0].args)

    def cut(value: Any, place: Any) -> Any:
        if isinstance(value, list):
            return [cut(item, place) if isinstance(item, np.ndarray) else item for item in value]
        if isinstance(value, np.ndarray):
            return value[tuple(slice(0, new.get(n, n)) for n in value.shape)]
        return new.get(value, value) if type(value) is int and makes_object else value

    return changed(case, cut)


def _with_numbers(case: Case, of: Callable[[np.ndarray], np.ndarray]) -> Case:
    """The case with other numbers in its arrays, lists and floats; sizes that belong to arrays stay."""

    def number(value: Any, place: Any) -> Any:
        if isinstance(value, list) and value and all(type(item) is int for item in value):
            return [max(int(item), 1) for item in np.abs(of(np.array(value, dtype=float)))]
        if isinstance(value, list):
            return [number(item, place) for item in value]
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            return of(value)
        return float(of(np.array(value))) if type(value) is float else value

    return changed(case, number)


def _counted(values: np.ndarray) -> np.ndarray:
    return np.arange(1.0, values.size + 1).reshape(values.shape)


def _counted_with_signs(values: np.ndarray) -> np.ndarray:
    return _counted(values) * np.where(values < 0, -1, 1)


_PATTERNS: tuple[Callable[[np.ndarray], np.ndarray], ...] = (
    _counted,
    _counted_with_signs,
    np.rint,
    lambda values: np.round(values, 1),
    lambda values: np.round(values, 3),
)


def _cost(case: Case) -> tuple[int, int, float]:
    """How much a reader has to take in: numbers, their digits, their size."""
    values = [value for value in values_of(case) if isinstance(value, np.ndarray | float | int)]
    numbers = [float(number) for value in values for number in np.ravel(value)]
    digits = sum(len(f"{number:g}" if number.is_integer() else repr(number)) for number in numbers)
    return len(numbers), digits, sum(abs(number) + (number < 0) for number in numbers)
