"""What may be done to a student's objects from outside, and how they are told apart."""

from __future__ import annotations

import builtins
import importlib
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.exercise.drawing import describe_axes
from autograder.remote import messages as m
from autograder.remote.values import Packer, unpack

# No comparison, no arithmetic, no `in`: there the tester's operand may be the expected value, and a
# student's method would get to say that it is the right one.
OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "getattr": getattr,
    "setattr": setattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "len": len,
    "bool": bool,
    "str": str,
    "repr": repr,
    "iter": iter,
    "next": next,
    "isinstance": lambda target, value: isinstance(value, target),
    "enter": lambda target: target.__enter__(),
    "exit": lambda target: target.__exit__(None, None, None),
}


class Objects:
    """The objects that the other side holds references to."""

    def __init__(self) -> None:
        self._by_number: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}

    def refer(self, value: Any) -> m.Value:
        """A reference to an object; a drawing of an Axes."""
        drawing = describe_axes(value)
        if drawing is not None:
            return self.pack(drawing)
        number = self._numbers.get(id(value))
        if number is None:
            number = len(self._by_number) + 1
            self._by_number[number] = value  # kept, so that its id stays its own
            self._numbers[id(value)] = number
        kind = "class" if isinstance(value, type) else "function" if callable(value) else "object"
        named = value if isinstance(value, type) or hasattr(value, "__name__") else type(value)
        return m.Reference(number, kind, str(getattr(named, "__name__", "?"))[:80])

    def pack(self, value: Any) -> m.Value:
        """The message for a value."""
        return Packer(self.refer).pack(value)

    def unpack(self, message: m.Value) -> Any:
        """The value of a message."""
        return unpack(message, self._resolve)

    def _resolve(self, message: Any) -> Any:
        if isinstance(message, m.Reference):
            return self._by_number[message.number]
        if isinstance(message, m.Named):
            value: Any = importlib.import_module(message.module)
            for part in message.name.split("."):
                value = getattr(value, part)
            return value
        raise TypeError(f"a value did not arrive: {message.why}")

    def operate(self, request: m.Operate) -> m.Reply:
        """Do an operation; the answer, with the arguments that it changed."""
        target = self._by_number[request.target]
        args = [self.unpack(arg) for arg in request.args]
        kwargs = {name: self.unpack(arg) for name, arg in request.kwargs.items()}
        try:
            value = OPERATIONS[request.operation](target, *args, **kwargs)
        except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit) as error:
            return failure(error)
        changed: list[tuple[int | str, m.Value]] = []
        before = [*request.args, *request.kwargs.values()]
        places: list[int | str] = [*range(len(args)), *kwargs]
        for place, argument, sent in zip(places, [*args, *kwargs.values()], before, strict=True):
            if isinstance(argument, list | dict | set | np.ndarray):
                after = self.pack(argument)
                if m.encode(after) != m.encode(sent):
                    changed.append((place, after))
        return m.Answer(self.pack(value), changed)


def failure(error: BaseException) -> m.Failure:
    """An exception as data."""
    try:
        message = str(error)
    except Exception:
        message = "(its message can't be shown)"
    builtin = next(
        (kind.__name__ for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind),
        "Exception",
    )
    return m.Failure(type(error).__name__[:80], builtin, message[:2000])
