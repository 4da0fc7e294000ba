"""What may be done to a student's objects from outside, and how they are told apart."""

from __future__ import annotations

import builtins
import importlib
import operator
from collections.abc import Callable
from functools import cache
from itertools import islice
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from autograder.remote import messages as m
from autograder.remote.drawing import describe_axes
from autograder.remote.packing import Packer, unpack
from autograder.remote.stand_ins import ABILITIES, MAX_ITERATION, MODULE, OWN_EQUALITY
from autograder.student.lines import line_of

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
    "items": lambda target: list(islice(target, MAX_ITERATION + 1)),
    "iter": iter,
    "next": next,
    "abs": abs,
    "neg": operator.neg,
    "float": float,
    "int": int,
    "isinstance": lambda target, value: isinstance(value, target),
    "issubclass": lambda target, value: issubclass(value, target),
    "enter": lambda target: target.__enter__(),
    "exit": lambda target: target.__exit__(None, None, None),
}


class HeldObjects:
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
        named = value if isinstance(value, type) or hasattr(value, "__name__") else type(value)
        return m.Reference(number, _kind(value), m.clean(str(getattr(named, "__name__", "?"))[:80]))

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
        except BaseException as error:
            return failure(error)
        changed: list[tuple[int | str, m.Value]] = []
        before = [*request.args, *request.kwargs.values()]
        places: list[int | str] = [*range(len(args)), *kwargs]
        for place, argument, sent in zip(places, [*args, *kwargs.values()], before, strict=True):
            if isinstance(argument, list | dict | set | np.ndarray):
                after = self.pack(argument)
                if not _is_same_array(after, sent) and m.encode(after) != m.encode(sent):
                    changed.append((place, after))
        for place, argument in enumerate([*args, *kwargs.values()] if request.operation == "call" else []):
            if value is argument and isinstance(value, list | dict | set | np.ndarray):
                return m.Answer(m.Reference(-1 - place, "", ""), changed)  # that argument: -1 is the first
        return m.Answer(self.pack(value), changed)


def _is_same_array(left: m.Value, right: m.Value) -> bool:
    """Whether both are arrays, and alike: what `encode` would tell too, but for the copies that it makes."""
    return isinstance(left, m.Array) and isinstance(right, m.Array) and left == right


def _kind(value: Any) -> str:
    """Which kind of object it is, and what its class lets be done to it: see RemoteObject."""
    kind = type(value)
    named = callable(value) and hasattr(value, "__name__")
    word = "function" if named else "object"
    if isinstance(value, type | ModuleType):
        word = "class" if isinstance(value, type) else MODULE
    unchanging = kind in (FunctionType, MethodType, BuiltinFunctionType)
    return f"{word} {_abilities_of_functions(kind) if unchanging else _abilities(kind)}"


def _abilities(kind: type) -> str:
    own = any(getattr(kind, name) is not getattr(object, name) for name in ("__eq__", "__hash__"))
    able = [letter for letter, method in ABILITIES.items() if _has(kind, method)]
    return f"{OWN_EQUALITY if own else ''}{''.join(able)}"


_abilities_of_functions: Callable[[type], str] = cache(_abilities)


def _has(kind: type, method: str) -> bool:
    """Whether a class gives its instances a special method; None in its place says that it doesn't."""
    places = [vars(base) for base in kind.__mro__ if method in vars(base)]
    return bool(places) and places[0][method] is not None


def failure(error: BaseException) -> m.Failure:
    """An exception as data."""
    try:
        message = m.clean(str(error))
    except Exception:
        message = "(its message can't be shown)"
    builtin = next(
        (kind.__name__ for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind),
        "Exception",
    )
    return m.Failure(m.clean(type(error).__name__[:80]), builtin, message[:2000], line_of(error))
