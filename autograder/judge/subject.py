"""A student's answer as a check sees it: every operation is recorded, no operation raises.

The record is what a misconception is compared with: the same operations on it must give the
same answers.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from autograder.exercise import Drawing, Raised
from autograder.exercise.values import NUMERIC_KINDS, NotData, article, plain, same, show, show_argument
from autograder.remote.packing import Unsendable
from autograder.remote.stand_ins import MODULE, RemoteObject

_KINDS = {MODULE: ModuleType, "function": FunctionType, "class": type}
_FEW = 3  # items that are described one by one
_IMMUTABLE = (bool, int, float, complex, str, bytes)


@dataclass(frozen=True)
class Handle:
    """A result that is no data: an object of the answer's side, by number, and what it is for a reader."""

    number: int
    what: str = field(default="", compare=False)


@dataclass(frozen=True)
class Operation:
    """One thing that a check did to an answer, and what came of it.

    Attributes:
        kind: "call", "get", "set" or "value".
        target: number of the object it was done to; 0 is the answer itself.
        name: the attribute; empty for a call.
        args: positional arguments, or the value that was set; copies.
        kwargs: keyword arguments.
        result: plain data, Raised or a Handle.
        harmed: whether an argument was different afterwards.
        parts: the objects of other answers among the arguments: the place of each, the object, and how much
            had been done to it and its like by then.
    """

    kind: str
    target: int
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any
    harmed: bool = False
    parts: tuple[tuple[int, Subject, int], ...] = ()


@dataclass
class Transcript:
    """All operations of one check on one answer, in order."""

    name: str
    operations: list[Operation] = field(default_factory=list)
    objects: int = 1
    shown: dict[int, str] = field(default_factory=dict)
    answer: Any = None

    def asked(self, number: int = -1) -> str:
        """One of the operations, the last by default, for a reader."""
        if not self.operations:
            return self.name
        last = self.operations[number]
        if last.kind != "get":
            return self.shown_as(last)
        methods = {
            op.result.number
            for op in self.operations
            if op.target == last.target and isinstance(op.result, Handle)
        }
        calls = [op for op in self.operations if op.kind == "call" and op.target in methods]
        after = f" after {self.shown_as(calls[-1])}" if calls and last.target else ""
        return f"{self.shown_as(last)}{after}"

    def shown_as(self, operation: Operation) -> str:
        """An operation, for a reader."""
        target = self.shown.get(operation.target, self.name)
        if operation.kind == "value":
            return target
        if operation.kind == "get":
            return f"{target}.{operation.name}"
        shown = [show_argument(arg) for arg in operation.args]
        if operation.kind == "set":
            return f"{target}.{operation.name} = {shown[0]}"
        shown += [f"{name}={show_argument(arg)}" for name, arg in operation.kwargs.items()]
        return f"{target}({', '.join(shown)})"

    def note(self, operation: Operation) -> None:
        """Add an operation."""
        self.operations.append(operation)
        if isinstance(operation.result, Handle):
            self.shown[operation.result.number] = self.shown_as(operation)


class Subject:
    """An answer, or an object that came out of one. Use it as the object itself."""

    def __init__(self, target: Any, transcript: Transcript, number: int = 0) -> None:
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "_transcript", transcript)
        object.__setattr__(self, "_number", number)
        if not number:
            transcript.answer = target

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object; what it raises is an answer too."""
        return self._perform("call", "", args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._perform("get", name, (), {})

    def __setattr__(self, name: str, value: Any) -> None:
        self._perform("set", name, (value,), {})

    def __repr__(self) -> str:
        return f"no plain value but {self.__shown__()}"

    def __shown__(self) -> str:
        """What the object is, for a reader: "a Figure", "the module matplotlib.pyplot"."""
        return shown_object(self._target)

    def _perform(self, kind: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        transcript: Transcript = self._transcript
        given = tuple(_given(arg) for arg in args), {key: _given(arg) for key, arg in kwargs.items()}
        kept = copied(given)
        parts = tuple(
            (place, arg, len(arg._transcript.operations))
            for place, arg in enumerate((*args, *kwargs.values()))
            if isinstance(arg, Subject)
        )
        raw = attempt(self._target, kind, name, *given)
        harmed = kind == "call" and not _unchanged(kept, given)
        result, seen = self._take_over(raw)
        transcript.note(Operation(kind, self._number, name, kept[0], kept[1], result, harmed, parts))
        return seen

    def _take_over(self, raw: Any) -> tuple[Any, Any]:
        try:
            data = plain(raw)
        except NotData:
            transcript: Transcript = self._transcript
            number = transcript.objects
            transcript.objects += 1
            return Handle(number), Subject(raw, transcript, number)
        return data, data


def shown_object(target: Any) -> str:
    """What an object is, for a reader: "a Figure", "the function tanh", "a pair of a Figure and an Axes"."""
    if isinstance(target, tuple | list) and 0 < len(target) <= _FEW:
        group = "a pair of" if len(target) == len("ab") else f"{article(type(target).__name__)} of"
        return f"{group} {' and '.join(map(_shown_item, target))}"
    if isinstance(target, RemoteObject):
        kind, name = target._remote_kind, target._remote_name
    else:
        kind = next((word for word, of in _KINDS.items() if isinstance(target, of)), "")
        name = getattr(target, "__name__", "")
    return f"the {kind} {name}" if kind in _KINDS else article(type(target).__name__)


def _shown_item(item: Any) -> str:
    try:
        value = plain(item)
    except NotData:
        return shown_object(item) if not isinstance(item, tuple | list) else article(type(item).__name__)
    return "an Axes" if isinstance(value, Drawing) else show(value)


def attempt(target: Any, kind: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Do one operation to an object; an exception is an answer."""
    try:
        if kind == "value":
            return target
        if kind == "get":
            return getattr(target, name)
        if kind == "set":
            return setattr(target, name, args[0])
        return target(*args, **kwargs)
    except Unsendable:
        raise  # the check's fault, not an answer
    except KeyboardInterrupt:
        raise  # whoever runs this wants it to end
    except BaseException as error:
        return Raised.of(error)


def replay(transcript: Transcript, answer: Any) -> Iterator[Any]:
    """Do the recorded operations to another answer; its results, one by one."""
    objects: dict[int, Any] = {0: answer}
    for operation in transcript.operations:
        target = objects.get(operation.target, Raised("ReferenceError", "no such object"))
        args, kwargs = copied((operation.args, operation.kwargs))
        raw = target if isinstance(target, Raised) else None
        if raw is None:
            raw = attempt(target, operation.kind, operation.name, args, kwargs)
        if isinstance(operation.result, Handle):
            objects[operation.result.number] = raw
        try:
            yield plain(raw)
        except NotData:
            yield Handle(-1)


def same_result(left: Any, right: Any) -> bool:
    """Whether two results of an operation are alike; all references are."""
    if isinstance(left, Handle) or isinstance(right, Handle):
        return isinstance(left, Handle) and isinstance(right, Handle)
    return same(left, right)


def _given(arg: Any) -> Any:
    """An argument as the answer gets it: its own copy; another answer's object as it is."""
    if isinstance(arg, Subject):
        return arg._target
    return _copy(arg)


def _copy(value: Any) -> Any:
    """A deep copy; of what checks mostly pass, without looking for how."""
    if value is None or type(value) in _IMMUTABLE:
        return value
    if type(value) is np.ndarray and value.dtype.kind in NUMERIC_KINDS:
        return value.copy()
    return copy.deepcopy(value)


def copied(given: Any) -> Any:
    """A copy of arguments; an object of a student's that refuses to be copied stays itself."""
    if type(given) in (tuple, list):
        return type(given)([copied(item) for item in given])
    if type(given) is dict:
        return {key: copied(item) for key, item in given.items()}
    try:
        return _copy(given)
    except Exception:
        return given


def _unchanged(before: Any, after: Any) -> bool:
    try:
        (args, kwargs), (args_after, kwargs_after) = before, after
        pairs = [*zip(args, args_after, strict=True)]
        pairs += [(kwargs[key], kwargs_after[key]) for key in kwargs]
        return all(unchanged(a, b) for a, b in pairs)
    except NotData:
        return True


def unchanged(before: Any, after: Any) -> bool:
    """Whether what was handed over is as it was; NotData where that can't be compared."""
    if before is after or callable(before):
        return True
    if type(before) is type(after) is np.ndarray and before.dtype == after.dtype:
        if before.shape == after.shape and before.tobytes() == after.tobytes():
            return True
    elif type(before) in (tuple, list) and type(before) is type(after) and len(before) == len(after):
        return all(map(unchanged, before, after))
    return same(plain(before), plain(after), rtol=0, atol=0)
