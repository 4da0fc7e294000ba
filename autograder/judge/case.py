"""A case: what a check did to an answer until one result; tried again, changed, written as code."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.exercise.values import NotData, Raised, plain
from autograder.judge.subject import Handle, Operation, attempt, copied, shown_object

Case = tuple[Operation, ...]  # the last one brings the result
_NOT_STUDENTS = ("solutions", "autograder", "__main__")
_DTYPES = ("float64", "int64", "bool")


class Unwritable(Exception):
    """There is no code for a value that a student's notebook would understand."""


def cases_of(operations: Sequence[Operation], place: int) -> Iterator[Case]:
    """What led to the result of an operation; first without the calls that had no part in it.

    Args:
        operations: all of a check.
        place: which of them.
    """
    last = operations[place]
    if last.kind == "call" and not last.target:
        yield (last,)
        return
    made = {one.result.number: one for one in operations[: place + 1] if isinstance(one.result, Handle)}

    def root(number: int) -> int:
        while number in made and made[number].target:
            number = made[number].target
        return number

    owner = root(last.target)
    if owner not in made or made[owner].kind != "call":
        return
    before = [one for one in operations[:place] if one.target and root(one.target) == owner]
    calls = [one for one in (*before, last) if one.kind == "call"]
    for kept in (calls[-1:], calls):
        methods = {one.target for one in kept}
        steps = [
            one
            for one in before
            if one.kind == "set"
            or any(one is call for call in kept)
            or (isinstance(one.result, Handle) and one.result.number in methods)
        ]
        yield (made[owner], *steps, last)


def tried(case: Case, answer: Any) -> Any:
    """The result of a case: plain data, Raised or a Handle for what is none."""
    objects: dict[int, Any] = {0: answer}
    raw: Any = None
    for one in case:
        target = objects.get(one.target, Raised("ReferenceError", "no such object"))
        args, kwargs = copied((one.args, one.kwargs))
        raw = target if isinstance(target, Raised) else attempt(target, one.kind, one.name, args, kwargs)
        if isinstance(raw, Raised):
            return raw
        if isinstance(one.result, Handle):
            objects[one.result.number] = raw
    try:
        return plain(raw)
    except NotData:
        return Handle(-1, shown_object(raw))


def values_of(case: Case) -> Iterator[Any]:
    """All that is handed over, lists' entries each for themselves."""
    for one in case:
        for value in (*one.args, *one.kwargs.values()):
            yield from value if isinstance(value, list | tuple) else (value,)


def changed(case: Case, change: Callable[[Any, Any], Any]) -> Case:
    """The case with other values handed over.

    Args:
        case: the case.
        change: makes the new value, of the old one and of what names its place.
    """
    return tuple(
        replace(
            one,
            args=tuple(change(value, (*_of(one), place)) for place, value in enumerate(one.args)),
            kwargs={name: change(value, (*_of(one), name)) for name, value in one.kwargs.items()},
        )
        for one in case
    )


def places_of(operation: Operation) -> Iterator[tuple[Any, Any]]:
    """What is handed over, each with what names its place."""
    for place, value in (*enumerate(operation.args), *operation.kwargs.items()):
        yield (*_of(operation), place), value


def _of(operation: Operation) -> tuple[Any, ...]:
    return operation.kind, operation.name, not operation.target


def code_of(case: Case, name: str) -> str:
    """The case as a student would write it into the notebook.

    Args:
        case: the case.
        name: the answer's.

    Raises:
        Unwritable: something in it can't be written.
    """
    words = re.findall(r"[A-Z]?[a-z0-9]+", name)
    thing = words[-1].lower() if len(case) > 1 and words else name
    imports: list[str] = []
    known, lines = {0: name}, []
    for number, one in enumerate(case):
        target = known[one.target]
        args = [_written(value, imports) for value in one.args]
        if one.kind == "set":
            lines.append(f"{target}.{one.name} = {args[0]}")
            continue
        args += [f"{key}={_written(value, imports)}" for key, value in one.kwargs.items()]
        said = f"{target}.{one.name}" if one.kind == "get" else f"{target}({', '.join(args)})"
        if isinstance(one.result, Handle) and one.kind == "get":
            known[one.result.number] = said
        elif isinstance(one.result, Handle) and number < len(case) - 1:
            known[one.result.number] = thing
            lines.append(f"{thing} = {said}")
        else:
            lines.append(said)
    return "\n".join([*dict.fromkeys(imports), *lines])


def _written(value: Any, imports: list[str]) -> str:
    if isinstance(value, np.ndarray) and value.dtype.name in _DTYPES and value.size:
        return f"np.array({_written(value.tolist(), imports)})"
    if isinstance(value, list):
        return f"[{', '.join(_written(item, imports) for item in value)}]"
    if isinstance(value, tuple):
        return f"({', '.join(_written(item, imports) for item in value)}{',' if len(value) == 1 else ''})"
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
