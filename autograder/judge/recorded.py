"""What checks have recorded of an answer, beside what another answer gives to the same questions."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from autograder.exercise import Exercise
from autograder.exercise.values import Raised
from autograder.judge.subject import Handle, Operation, Subject, Transcript, attempt, replay, same_result
from autograder.judge.variations import RESULTS, Variation
from autograder.remote.drawing import Drawing
from autograder.remote.stand_ins import RemoteObject

FEWEST = 3  # wrong answers that an explanation has to account for
_PROBE = np.array([-1.5, 0.0, 2.5])
Parts = dict[str, Any]  # of a result, by what a student calls them: "" for the whole, ".z", '["mean"]'


class Recorded:
    """All operations of an exercise's checks on an answer that brought data.

    Args:
        exercise: the exercise.
        transcripts: of its checks, on the answer.
        seconds: how long other answers may be asked, in seconds of this process.

    Attributes:
        got: the results, in parts; a dictionary is one part where its keys differ from call to call.
        right: the reference's.
        wrong: by part, the places where they differ, errors aside.
        arguments: the names of what was handed over.
        operations: what was asked.
    """

    def __init__(self, exercise: Exercise, transcripts: Sequence[Transcript], seconds: float) -> None:
        self.exercise, self._end = exercise, time.process_time() + seconds
        self._transcripts = list(transcripts)
        self._names: dict[int, tuple[str, ...]] = {}  # of parameters, by operation
        self._defaults: dict[int, dict[str, Any]] = {}  # that are functions, likewise
        self._methods: dict[int, str] = {}  # by operation
        for transcript in transcripts:
            self._note_names(transcript)
        self._take_over()
        order = sorted(range(len(self.got)), key=self._cost)
        if self.is_function:  # the calls don't depend on each other: those that tell most come first
            self._transcripts = [Transcript(exercise.name, [self.operations[i] for i in order])]
            self._take_over()
        found = (name for one in self.all_operations for name in self._named(one))
        self.arguments = tuple(dict.fromkeys(found))

    @property
    def all_operations(self) -> list[Operation]:
        """Those that brought no data, too."""
        return [one for transcript in self._transcripts for one in transcript.operations]

    @cached_property
    def is_function(self) -> bool:
        """Whether the answer was called, and nothing else was done with it."""
        return all(
            one.kind == "call" and not one.target and not isinstance(one.result, Handle)
            for one in self.all_operations
        )

    @property
    def comparable(self) -> bool:
        """Whether all that was handed over and came back is here, and data."""
        values = (value for one in self.all_operations for value in (*one.args, *one.kwargs.values()))
        return not any(isinstance(value, Subject | RemoteObject) for value in values) and not any(
            isinstance(one.result, Drawing) for one in self.all_operations
        )

    def _take_over(self) -> None:
        asked = [one for one in self.all_operations if _brought_data(one)]
        self.operations = asked
        given = (one.result for one in asked if isinstance(one.result, dict))
        self._has_parts = len({frozenset(dict(_entries("", one))) for one in given}) == 1
        self.got = [self._parts(one, one.result) for one in asked]
        self.right: list[Parts] = []
        self.wrong: dict[str, list[int]] = {}
        data = [_is_data(value) for parts in self.got for value in parts.values()]
        if sum(data) < FEWEST or not self.comparable:
            return
        self.right = list(self.given_by(self.exercise.answer))
        for place, (got, right) in enumerate(zip(self.got, self.right, strict=True)):
            for part, value in got.items():
                if _is_data(value) and not (part in right and same_result(value, right[part])):
                    self.wrong.setdefault(part, []).append(place)

    def _cost(self, place: int) -> tuple[bool, int]:
        is_wrong = any(place in places for places in self.wrong.values())
        raised = isinstance(self.operations[place].result, Raised)
        sizes = (np.size(one) if isinstance(one, np.ndarray) else 1 for one in self.operations[place].args)
        return not is_wrong or raised, sum(sizes)

    def given_by(
        self, answer: Any, change: Callable[[Operation], Operation] | None = None
    ) -> Iterator[Parts]:
        """What another answer gives to the same, in parts, one by one.

        Args:
            answer: the other answer.
            change: of what is handed over.

        Raises:
            TimeoutError: the time is over.
        """
        if time.process_time() > self._end:
            raise TimeoutError
        for transcript in self._transcripts:
            operations: Any = map(change, transcript.operations) if change else transcript.operations
            results = replay(replace(transcript, operations=operations), answer)
            for operation, result in zip(transcript.operations, results, strict=True):
                if _brought_data(operation):
                    yield self._parts(operation, result)

    def given_like_this(self, answer: Any, change: Callable[[Operation], Operation] | None = None) -> bool:
        """Whether another answer gives the same to all."""
        pairs = zip(self.got, self.given_by(answer, change), strict=True)
        return all(alike(got, given) for got, given in pairs)

    def changes_after(
        self, answer: Any, change: Callable[[Operation], Operation] | None = None
    ) -> Iterator[Variation]:
        """The changes of another answer's results that make this one's of them."""
        first = next(self.given_by(answer, change))
        for after in RESULTS:
            if not alike(self.got[0], _all_changed(first, after)):
                continue
            given = (_all_changed(parts, after) for parts in self.given_by(answer, change))
            if all(map(alike, self.got, given)):
                yield after

    def two_changes(self) -> Iterator[tuple[Variation, Variation]]:
        """The pairs of changes of the right results, one after the other, that make this one's of them."""
        found: set[frozenset[str]] = set()
        for first in RESULTS:
            once = _all_changed(self.right[0], first)
            for second in RESULTS:
                pair = frozenset((first.id, second.id))
                if pair in found or not alike(self.got[0], _all_changed(once, second)):
                    continue
                given = (_all_changed(_all_changed(parts, first), second) for parts in self.right)
                if all(map(alike, self.got, given)):
                    found.add(pair)
                    yield first, second

    def changed(self, names: Sequence[str], by: Variation) -> Callable[[Operation], Operation]:
        """An operation with some of what is handed over changed, by the names of the parameters."""

        def change(operation: Operation) -> Operation:
            args = list(operation.args)
            kwargs = self._defaults.get(id(operation), {}) | operation.kwargs
            for place, name in enumerate(self._named(operation)[: len(args)]):
                if name in names:
                    args[place] = changed(by, args[place])
            others = {name: changed(by, kwargs[name]) for name in names if name in kwargs}
            return replace(operation, args=tuple(args), kwargs=operation.kwargs | others)

        return change

    def exchanged(self, one: int, other: int) -> Callable[[Operation], Operation]:
        """An operation with two arguments in each other's place."""

        def change(operation: Operation) -> Operation:
            args = list(operation.args)
            if operation.kind == "call" and len(args) > max(one, other):
                args[one], args[other] = args[other], args[one]
            return replace(operation, args=tuple(args))

        return change

    @cached_property
    def is_truth(self) -> bool:
        """Whether all answers are true or false."""
        return all(isinstance(value, bool | np.bool_) for parts in self.got for value in parts.values())

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters of the function."""
        return tuple(inspect.signature(self.exercise.answer).parameters)

    def given(self, operation: Operation) -> dict[str, Any]:
        """What was handed over, by name; defaults too."""
        values = (*operation.args, *operation.kwargs.values())
        return self._defaults.get(id(operation), {}) | dict(zip(self._named(operation), values, strict=False))

    def one_of(self, name: str) -> Any:
        """One value that was handed over under a name."""
        return next(given[name] for given in map(self.given, self.all_operations) if name in given)

    def functions(self, name: str) -> list[Callable[..., Any]]:
        """The different functions that were handed over under a name, but for one that changes nothing."""
        given = [values[name] for values in map(self.given, self.all_operations) if name in values]
        named = {one.__name__: one for one in given if hasattr(one, "__name__")}
        return [one for one in named.values() if attempt(one, "call", "", (_PROBE,), {}) is not _PROBE]

    @cached_property
    def alike_arguments(self) -> list[tuple[str, ...]]:
        """Arguments that belong together: lists of one length, arrays of one shape, in every call."""
        names = self.parameters if self.is_function else ()
        calls = [self.given(one) for one in self.operations]
        return [
            (one, other)
            for one, other in combinations(names, 2)
            if all(_size(call.get(one)) == _size(call.get(other)) is not None for call in calls)
        ]

    def handed_over(self, name: str, part: str = "") -> list[Any]:
        """What was handed over under a name, each time that data came back for a part."""
        return [
            self.given(one).get(name)
            for one, parts in zip(self.operations, self.got, strict=True)
            if part in parts
        ]

    def handed_over_where_wrong(self, name: str) -> list[Any]:
        """What was handed over under a name where a wrong result came back."""
        places = sorted({place for places in self.wrong.values() for place in places})
        return [self.given(self.operations[place]).get(name) for place in places]

    def _named(self, operation: Operation) -> tuple[str, ...]:
        """The names of what is handed over: parameters, or the attribute that is set."""
        if operation.kind != "call":
            return (operation.name,) if operation.kind == "set" else ()
        return (*self._names.get(id(operation), ())[: len(operation.args)], *operation.kwargs)

    def _note_names(self, transcript: Transcript) -> None:
        answer, methods = self.exercise.answer, {}
        for one in transcript.operations:
            if one.kind == "get" and isinstance(one.result, Handle):
                methods[one.result.number] = one.name
            elif one.kind == "call":
                method = methods.get(one.target)
                code = getattr(answer, method, None) if method else answer
                found = list(inspect.signature(code).parameters.values() if callable(code) else ())
                found = found[1:] if method else found
                self._names[id(one)] = tuple(each.name for each in found)
                left = found[len(one.args) :]
                self._defaults[id(one)] = {each.name: each.default for each in left if callable(each.default)}
                self._methods[id(one)] = f".{method}()" if method else ""

    def _parts(self, operation: Operation, result: Any) -> Parts:
        """A result, by the names of its parts."""
        name = f".{operation.name}" if operation.kind == "get" else self._methods.get(id(operation), "")
        return dict(_entries(name, result)) if self._has_parts else {name: result}


def _size(value: Any) -> Any:
    """The length of a list or the shape of an array; None for anything else."""
    if isinstance(value, np.ndarray):
        return value.shape
    return len(value) if isinstance(value, list | tuple) else None


def _is_data(value: Any) -> bool:
    return value is not None and not isinstance(value, Raised | Handle)


def _brought_data(operation: Operation) -> bool:
    return operation.kind != "set" and not isinstance(operation.result, Handle)


def _entries(name: str, result: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(result, dict) and result and all(isinstance(key, str) for key in result):
        for key, value in result.items():
            yield from _entries(f'{name}["{key}"]', value)
    else:
        yield name, result


def alike(left: Parts, right: Parts) -> bool:
    """Whether two results have the same parts, each alike."""
    return left.keys() == right.keys() and all(same_result(left[part], right[part]) for part in left)


def _all_changed(parts: Parts, change: Variation) -> Parts:
    return {part: change.of(value) for part, value in parts.items()}


def changed(by: Variation, value: Any) -> Any:
    """An argument changed, or as it is where that means nothing."""
    other = by.of(value)
    return value if isinstance(other, Raised) else other
