"""In which of a check's own cases an answer is right, and in which it is wrong.

Said only where what was handed over tells the two apart without exception, with two cases on each side.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from autograder.exercise import Exercise
from autograder.judge.case import Case
from autograder.judge.subject import Handle, Operation
from autograder.text import listed

_FEWEST = 2  # cases on each side
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def situation_of(exercise: Exercise, cases: Sequence[tuple[int, Case]], wrong: Collection[int]) -> str:
    """Where an answer is right and where it is wrong, in a sentence; empty where that isn't plain.

    Args:
        exercise: the exercise.
        cases: of its check, with their places.
        wrong: the places of those in which the answer failed.
    """
    given = [(place in wrong, _handed_over(exercise, case)) for place, case in cases]
    names = [name for name in given[0][1] if all(name in one for _, one in given)] if given else []
    for tell in (_by_length, _by_axes, _by_kind, _by_function, _by_form):
        for name in names:
            right = [one[name] for failed, one in given if not failed]
            bad = [one[name] for failed, one in given if failed]
            if min(len(right), len(bad)) >= _FEWEST:
                said = tell(name, exercise.terms.get(name, ()), right, bad)
                if said:
                    return said
    return ""


def _handed_over(exercise: Exercise, case: Case) -> dict[str, Any]:
    """What is handed over in a case, by name: of an object, when it is made and in the last call."""
    found: dict[str, Any] = {}
    for one in case:
        if one.kind == "call":
            found |= _named(parameters_of(exercise.answer, case, one), one)
    return found


def parameters_of(answer: Any, case: Case, call: Operation) -> list[inspect.Parameter]:
    """The parameters of what is called in one step of a case: of a method without the object."""
    methods = {one.result.number: one.name for one in case if isinstance(one.result, Handle)}
    method = methods.get(call.target, "")
    code = getattr(answer, method, None) if method else answer
    found = list(inspect.signature(code).parameters.values()) if callable(code) else []
    return found[1 if method else 0 :]


def _named(parameters: Sequence[inspect.Parameter], operation: Operation) -> dict[str, Any]:
    given = dict(zip((one.name for one in parameters), operation.args, strict=False)) | operation.kwargs
    return {one.name: one.default for one in parameters if callable(one.default)} | given


def _by_length(name: str, terms: Sequence[str], right: list[Any], wrong: list[Any]) -> str:
    if not all(isinstance(value, list | tuple) for value in (*right, *wrong)):
        return ""
    good, bad = {len(value) for value in right}, {len(value) for value in wrong}
    if max(good) < min(bad):
        return f"Right for {_up_to(good, name, terms)}; wrong from {_word(min(bad))} on."
    if max(bad) < min(good):
        return f"Wrong for {_up_to(bad, name, terms)}; right from {_word(min(good))} on."
    return ""


def _up_to(lengths: set[int], name: str, terms: Sequence[str]) -> str:
    most = max(lengths)
    what = terms[0] if terms else "entry"
    several = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    of = "" if terms else f" in `{name}`"
    return f"{'up to ' if len(lengths) > 1 else ''}{_word(most)} {what if most == 1 else several}{of}"


def _word(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)


def _by_axes(name: str, terms: Sequence[str], right: list[Any], wrong: list[Any]) -> str:
    if not all(isinstance(value, np.ndarray | float | int) for value in (*right, *wrong)):
        return ""
    good, bad = {np.ndim(value) for value in right}, {np.ndim(value) for value in wrong}
    if good & bad:
        return ""
    said = (" and ".join(_axes(name, terms, n) for n in sorted(some)) for some in (good, bad))
    if 0 in good ^ bad and not terms:
        return _told_apart(name, right, wrong, np.ndim, "where {} is an array", "where {} is a number")
    return "Right for {}; wrong for {}.".format(*said)


def _axes(name: str, terms: Sequence[str], number: int) -> str:
    if 0 < number <= len(terms):
        return terms[number - 1]
    return (
        f"a number as `{name}`"
        if not number
        else f"`{name}` with {_word(number)} ax{'i' if number == 1 else 'e'}s"
    )


def _told_apart(
    name: str, right: list[Any], wrong: list[Any], holds: Callable[[Any], Any], yes: str, no: str
) -> str:
    """Whether something holds of all that is right and of nothing that is wrong, or the reverse."""
    good, bad = {bool(holds(value)) for value in right}, {bool(holds(value)) for value in wrong}
    if len(good) == len(bad) == 1 and good != bad:
        first, second = (yes, no) if True in good else (no, yes)
        return f"Right {first.format(f'`{name}`')}; wrong {second.format('it')}."
    return ""


def _by_kind(name: str, _terms: Sequence[str], right: list[Any], wrong: list[Any]) -> str:
    if not all(type(value) is float for value in (*right, *wrong)):
        return ""
    positive = lambda value: value > 0  # noqa: E731
    return _told_apart(name, right, wrong, positive, "where {} is positive", "where {} is negative or 0")


def _by_function(name: str, _terms: Sequence[str], right: list[Any], wrong: list[Any]) -> str:
    if not all(callable(value) and hasattr(value, "__name__") for value in (*right, *wrong)):
        return ""
    good, bad = {value.__name__ for value in right}, {value.__name__ for value in wrong}
    if good & bad:
        return ""
    right_with, wrong_with = (listed(sorted(some), many=6) for some in (good, bad))
    return f"Right with {right_with} as `{name}`; wrong with {wrong_with}."


def _by_form(name: str, _terms: Sequence[str], right: list[Any], wrong: list[Any]) -> str:
    values = (*right, *wrong)
    if all(isinstance(value, list) and all(type(item) is int for item in value) for value in values):
        all_differ = lambda value: len(set(value)) == len(value)  # noqa: E731
        yes, no = "where the entries of {} all differ", "where some entries of {} are equal"
        return _told_apart(name, right, wrong, all_differ, yes, no)
    if all(isinstance(value, np.ndarray) and value.ndim == len("ij") for value in values):
        square = lambda value: value.shape[0] == value.shape[1]  # noqa: E731
        return _told_apart(name, right, wrong, square, "where {} is square", "where {} isn't square")
    return ""
