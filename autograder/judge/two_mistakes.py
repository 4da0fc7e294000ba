"""Two listed misconceptions in one answer.

Where one misconception calls the reference, the other is called in its place. Where results are numbers,
what each adds to the right ones is added up. And each part of a result may have one of its own.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.exercise.values import as_numbers
from autograder.judge.recorded import Parts, Recorded, alike
from autograder.judge.subject import same_result


def pairs_that_fit(recorded: Recorded) -> Iterator[tuple[Misconception, Misconception]]:
    """The pairs of misconceptions that give the same together."""
    known = recorded.exercise.misconceptions
    given = {one.id: list(recorded.given_by(one.answer)) for one in known}
    for one, other in combinations(known, 2):
        if (
            any(map(recorded.given_like_this, _composed(recorded.exercise, one.answer, other.answer)))
            or all(map(_adds_up, recorded.got, recorded.right, given[one.id], given[other.id]))
            or _part_by_part(recorded, given[one.id], given[other.id])
        ):
            yield one, other


def _composed(exercise: Exercise, one: Any, other: Any) -> Iterator[Any]:
    """Each of two misconceptions with the other in place of the reference that it calls."""
    reference = exercise.reference_code
    for outer, inner in ((one, other), (other, one)):
        name = reference.__name__
        used = isinstance(outer, types.FunctionType) and name in outer.__code__.co_names
        if used and outer.__globals__.get(name) is reference:
            names = outer.__globals__ | {name: inner}
            yield types.FunctionType(outer.__code__, names, outer.__name__, outer.__defaults__)


def _adds_up(got: Parts, right: Parts, one: Parts, other: Parts) -> bool:
    """Whether a result is the right one with what each of two others adds to it."""
    if not got.keys() == right.keys() == one.keys() == other.keys():
        return False
    for part, value in got.items():
        numbers = [as_numbers(given[part]) for given in (right, one, other)]
        if any(given is None or given.dtype.kind == "b" for given in numbers):
            return False
        base, first, second = numbers
        if base is None or first is None or second is None or not base.shape == first.shape == second.shape:
            return False
        if not same_result(value, np.asarray(first + 1.0 * second - base)):
            return False
    return True


def _part_by_part(recorded: Recorded, one: list[Parts], other: list[Parts]) -> bool:
    """Whether each of the two is there, whole, in parts of the results that the other leaves right."""
    where = [_parts_apart(given, recorded.right) for given in (one, other)]
    if not all(where) or where[0] & where[1]:
        return False
    for got, right, first, second in zip(recorded.got, recorded.right, one, other, strict=True):
        expected = right | {part: first[part] for part in where[0] if part in first}
        expected |= {part: second[part] for part in where[1] if part in second}
        if not alike(got, expected):
            return False
    return True


def _parts_apart(given: list[Parts], right: list[Parts]) -> set[str]:
    """The parts of the results that are wrong in a misconception."""
    pairs = zip(given, right, strict=True)
    return {
        part
        for one, other in pairs
        for part in other
        if part not in one or not same_result(one[part], other[part])
    }
