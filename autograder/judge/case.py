"""A case: what a check did to an answer until one result; tried again, changed, written as code."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.exercise.values import NotData, Raised, plain
from autograder.judge.subject import Handle, Operation, attempt, copied, shown_object, unchanged

Case = tuple[Operation, ...]  # the last one brings the result
_NOT_STUDENTS = ("solutions", "autograder", "__main__")
_DTYPES = ("float64", "int64", "bool")


class Unwritable(Exception):
    """There is no code for a value that a student's notebook would understand."""


@dataclass(frozen=True)
class Made:
    """An object of another answer that is handed over: how it is made anew.

    Attributes:
        name: the other answer's.
        answer: the other answer.
        case: what is done to it.
    """

    name: str
    answer: Any
    case: Case


def cases_of(operations: Sequence[Operation], place: int) -> Iterator[Case]:
    """What led to the result of an operation; first without the calls that had no part in it.

    Args:
        operations: all of a check.
        place: which of them.
    """
    last = operations[place]
    if last.kind == "call" and not last.target:
        for all_calls in (False, True) if last.parts else (False,):
            yield (_with_parts_made(last, all_calls),)
        return
    maker, before = _before(operations[:place], last.target)
    if maker is None:
        return
    calls = [one for one in (*before, last) if one.kind == "call"]
    for kept in (calls[-1:], calls):
        yield (maker, *_steps(before, kept), last)


def _before(operations: Sequence[Operation], number: int) -> tuple[Operation | None, list[Operation]]:
    """The call that made the object that something belongs to, and what was done to it afterwards."""
    made = {one.result.number: one for one in operations if isinstance(one.result, Handle)}

    def root(number: int) -> int:
        while number in made and made[number].target:
            number = made[number].target
        return number

    owner = root(number)
    maker = made.get(owner)
    before = [one for one in operations if one.target and root(one.target) == owner]
    return maker if maker is not None and maker.kind == "call" else None, before


def _steps(before: Iterable[Operation], kept: Sequence[Operation]) -> Iterator[Operation]:
    """Of what was done to an object, what was set, and some of the calls."""
    methods = {one.target for one in kept}
    for one in before:
        is_method = isinstance(one.result, Handle) and one.result.number in methods
        if one.kind == "set" or is_method or any(one is call for call in kept):
            yield one


def _with_parts_made(call: Operation, all_calls: bool) -> Operation:
    """A call whose arguments say how they are made, where they are objects of another answer."""
    values = [*call.args, *call.kwargs.values()]
    for place, subject, done in call.parts:
        transcript = subject._transcript
        maker, before = _before(transcript.operations[:done], subject._number)
        if maker is not None and maker.result == Handle(subject._number):
            kept = [one for one in before if one.kind == "call"] if all_calls else []
            case = (maker, *_steps(before, kept))
            values[place] = Made(transcript.name, transcript.answer, case)
    args, more = values[: len(call.args)], values[len(call.args) :]
    return replace(call, args=tuple(args), kwargs=dict(zip(call.kwargs, more, strict=True)))


def tried(case: Case, answer: Any) -> Any:
    """The result of a case: plain data, Raised or a Handle for what is none."""
    raw, _objects = _done(case, answer)
    if isinstance(raw, Raised):
        return raw
    try:
        return plain(raw)
    except NotData:
        return Handle(-1, shown_object(raw))


def _done(case: Case, answer: Any) -> tuple[Any, dict[int, Any]]:
    """What the last step of a case brings, up to an error, and the objects by number."""
    objects: dict[int, Any] = {0: answer}
    raw: Any = None
    for one in case:
        target = objects.get(one.target, Raised("ReferenceError", "no such object"))
        args, kwargs = tuple(map(_given, one.args)), {key: _given(value) for key, value in one.kwargs.items()}
        broken = [value for value in (target, *args, *kwargs.values()) if isinstance(value, Raised)]
        raw = broken[0] if broken else attempt(target, one.kind, one.name, args, kwargs)
        if isinstance(raw, Raised):
            break
        if isinstance(one.result, Handle):
            objects[one.result.number] = raw
    return raw, objects


def _given(value: Any) -> Any:
    """What is handed over: a copy, or an object that is made."""
    if not isinstance(value, Made):
        return copied(value)
    raw, objects = _done(value.case, value.answer)
    maker = value.case[0].result
    return raw if isinstance(raw, Raised) else objects[maker.number]


def argument_changed(case: Case, answer: Any) -> tuple[int, Any] | None:
    """The place of a positional argument that the last call of a case changes, and what it is afterwards."""
    *before, last = case
    _raw, objects = _done(tuple(before), answer)
    target, given = objects.get(last.target), tuple(map(_given, last.args))
    if target is None or last.kind != "call" or last.kwargs:
        return None
    kept = copied(given)
    if isinstance(attempt(target, "call", "", given, {}), Raised):
        return None
    pairs = enumerate(zip(kept, given, strict=True))
    return next(((place, after) for place, (one, after) in pairs if not unchanged(one, after)), None)


def values_of(case: Case) -> Iterator[Any]:
    """All that is handed over, lists' entries each for themselves."""
    for one in case:
        for value in (*one.args, *one.kwargs.values()):
            if isinstance(value, Made):
                yield from values_of(value.case)
            else:
                yield from value if isinstance(value, list | tuple) else (value,)


def changed(case: Case, change: Callable[[Any, Any], Any]) -> Case:
    """The case with other values handed over.

    Args:
        case: the case.
        change: makes the new value, of the old one and of what names its place.
    """

    def new(value: Any, place: Any) -> Any:
        if isinstance(value, Made):
            return replace(value, case=changed(value.case, change))
        return change(value, place)

    return tuple(
        replace(
            one,
            args=tuple(new(value, (*_of(one), place)) for place, value in enumerate(one.args)),
            kwargs={name: new(value, (*_of(one), name)) for name, value in one.kwargs.items()},
        )
        for one in case
    )


def places_of(operation: Operation) -> Iterator[tuple[Any, Any]]:
    """What is handed over, each with what names its place."""
    for place, value in (*enumerate(operation.args), *operation.kwargs.items()):
        yield (*_of(operation), place), value


def _of(operation: Operation) -> tuple[Any, ...]:
    return operation.kind, operation.name, not operation.target


def code_of(case: Case, name: str, watched: tuple[int, str] | None = None) -> str:
    """The case as a student would write it into the notebook.

    Args:
        case: the case.
        name: the answer's.
        watched: the place and name of an argument of the last call that is looked at afterwards.

    Raises:
        Unwritable: something in it can't be written.
    """
    lines: list[str] = []
    imports: list[str] = []
    last = _write(case, name, lines, imports, watched)
    lines += [last, watched[1]] if watched else [last]
    return "\n".join([*dict.fromkeys(imports), *lines])


def _write(
    case: Case, name: str, lines: list[str], imports: list[str], watched: tuple[int, str] | None = None
) -> str:
    """Write what leads to the last step, which is returned: an expression."""
    known, said = {0: name}, ""
    for number, one in enumerate(case):
        target = known[one.target]
        args = [_written(value, lines, imports) for value in one.args]
        if one.kind == "set":
            lines.append(f"{target}.{one.name} = {args[0]}")
            continue
        if watched and one is case[-1]:
            lines.append(f"{watched[1]} = {args[watched[0]]}")
            args[watched[0]] = watched[1]
        args += [f"{key}={_written(value, lines, imports)}" for key, value in one.kwargs.items()]
        said = f"{target}.{one.name}" if one.kind == "get" else f"{target}({', '.join(args)})"
        if isinstance(one.result, Handle) and one.kind == "get":
            known[one.result.number] = said
        elif number < len(case) - 1:
            if isinstance(one.result, Handle):
                known[one.result.number] = _thing(name)
                said = f"{_thing(name)} = {said}"
            lines.append(said)
    return said


def _object(made: Made, lines: list[str], imports: list[str]) -> str:
    """Write how an object is made; its name, or the expression that makes it."""
    last = _write(made.case, made.name, lines, imports)
    if len(made.case) == 1:
        return last
    if made.case[-1].kind == "call":
        lines.append(last)
    return _thing(made.name)


def _thing(name: str) -> str:
    """What an object of a class is called: a DenseLayer is a layer."""
    words = re.findall(r"[A-Z]?[a-z0-9]+", name)
    return words[-1].lower() if words else name


def _written(value: Any, lines: list[str], imports: list[str]) -> str:
    if isinstance(value, Made):
        return _object(value, lines, imports)
    if isinstance(value, np.ndarray) and value.dtype.name in _DTYPES and value.size:
        return f"np.array({_written(value.tolist(), lines, imports)})"
    if isinstance(value, list):
        return f"[{', '.join(_written(item, lines, imports) for item in value)}]"
    if isinstance(value, tuple):
        return (
            f"({', '.join(_written(item, lines, imports) for item in value)}{',' if len(value) == 1 else ''})"
        )
    if type(value) is float:
        return _number(value)
    if value is None or type(value) in (bool, int, str):
        return repr(value)
    return _function(value, imports)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return f"np.{value}".replace("np.-", "-np.")
    text = repr(value)
    return text[:-1] if text.endswith(".0") else text


def _function(value: Any, imports: list[str]) -> str:
    name, module = getattr(value, "__name__", ""), getattr(value, "__module__", None) or ""
    if callable(value) and name.isidentifier() and getattr(np, name, None) is value:
        return f"np.{name}"
    if not callable(value) or not name.isidentifier() or module.partition(".")[0] in ("", *_NOT_STUDENTS):
        raise Unwritable(name)
    imports.append(f"from {module} import {name}")
    return str(name)
