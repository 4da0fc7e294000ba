"""Answers as plain values: taking them over, comparing them, showing them to a reader.

Whatever a student's code returns is reduced to plain data before anything is decided about it:
exact built-in types, base NumPy arrays and scalars, drawings. Everything else is not data.
"""

from __future__ import annotations

import math
from collections import UserList, UserString, deque
from collections.abc import ItemsView, KeysView, Mapping, ValuesView
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from autograder.remote.drawing import Drawing, describe_axes
from autograder.text import listed, short

NUMERIC_KINDS = "biufc"
_SHOWN_ELEMENTS = 12
_SHOWN_CHARACTERS = 300
_MAX_DEPTH = 20
_SHOWABLE = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, np.ndarray, np.generic)


class NotData(Exception):
    """The value is no plain data: an object, a function, something nested without end."""


@dataclass
class Raised:
    """The answer was an exception. Every further operation on it gives the same answer.

    Attributes:
        kind: its class's name.
        message: its text.
        student_line: the student's own line, with what stood in it; empty where that isn't known.
    """

    kind: str
    message: str
    student_line: str = field(default="", compare=False)

    def __call__(self, *_args: Any, **_kwargs: Any) -> Raised:
        """The same answer."""
        return self

    def __getattr__(self, name: str) -> Raised:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("kind", "message", "student_line") and name not in vars(self):
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, error: BaseException) -> Raised:
        """Take over an exception as data."""
        try:
            message = str(error)
        except Exception:
            message = "(its message can't be shown)"
        line = getattr(error, "student_line", "")
        return cls(type(error).__name__[:80], message[:500], line[:500] if isinstance(line, str) else "")


_NO_NUMBERS = (str, bytes, Mapping, set, frozenset, Drawing, Raised)


def plain(value: Any, depth: int = 0) -> Any:
    """The value as plain data, copied.

    Raises:
        NotData: it is none, or breaks when it is looked at.
    """
    try:
        return _plain(value, depth)
    except NotData:
        raise
    except Exception as error:
        raise NotData(type(value).__name__) from error


def _plain(value: Any, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise NotData("nested too deep")
    if value is None or type(value) in (bool, int, float, complex, str, bytes, Raised, Drawing):
        return value
    if isinstance(value, np.generic):
        return value.item() if value.dtype.kind in "SU" else np.asarray(value)[()]
    if isinstance(value, np.ndarray):
        numeric = value.dtype.kind in NUMERIC_KINDS
        return np.array(value, subok=False) if numeric else plain(value.tolist(), depth)
    for kind in (list, tuple, set, frozenset):
        if isinstance(value, kind):  # named tuples and other subclasses too
            return kind(plain(item, depth + 1) for item in value)
    return _of_a_library(value, depth)


def _of_a_library(value: Any, depth: int) -> Any:
    """What is nothing but data in a class of a library's, as built-in data."""
    if isinstance(value, deque | UserList | range | KeysView | ValuesView | ItemsView | memoryview):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {plain(key, depth + 1): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, bytearray | UserString):
        return bytes(value) if isinstance(value, bytearray) else str(value)
    if type(value).__module__.partition(".")[0] == "pandas":
        return plain(value.to_numpy(), depth + 1)
    drawing = describe_axes(value)
    if drawing is not None:
        return drawing
    if isinstance(value, int | float | complex | str):  # a subclass, such as an IntEnum's member
        return _exact(value)
    if isinstance(value, Fraction | Decimal):
        return float(value)
    raise NotData(type(value).__name__)


def _exact(value: Any) -> Any:
    kind = next(kind for kind in (int, float, complex, str) if isinstance(value, kind))
    return getattr(kind, "__str__" if kind is str else "__pos__")(value)


def as_numbers(value: Any) -> np.ndarray | None:
    """The value as a numeric array, or None if it isn't one. Lists count as arrays."""
    if type(value) is not np.ndarray and (value is None or isinstance(value, _NO_NUMBERS)):
        return None
    try:
        numbers = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if numbers.dtype.kind == "O":
        return _from_objects(numbers)
    return numbers if numbers.dtype.kind in NUMERIC_KINDS else None


def _from_objects(objects: np.ndarray) -> np.ndarray | None:
    """Integers beyond 64 bits and object arrays of plain numbers, as floats."""
    if not all(isinstance(item, int | float | np.number) for item in objects.ravel().tolist()):
        return None
    try:
        return objects.astype(float)
    except (ValueError, TypeError, OverflowError):
        return None


def same(left: Any, right: Any, *, rtol: float = 1e-6, atol: float = 1e-8) -> bool:
    """Whether two answers are the same up to rounding: shapes, values, and errors where errors are.

    nan equals nan here: the question is whether two pieces of code behave alike.
    """
    if type(left) is type(right) is np.ndarray and left.dtype.kind in "biuf" and right.dtype.kind in "biuf":
        return same_numbers(left, right, rtol=rtol, atol=atol)  # the usual case, without the questions below
    if isinstance(left, Raised) or isinstance(right, Raised):
        return isinstance(left, Raised) and isinstance(right, Raised)
    if isinstance(left, Mapping) or isinstance(right, Mapping):
        return (
            isinstance(left, Mapping)
            and isinstance(right, Mapping)
            and left.keys() == right.keys()
            and all(same(left[key], right[key], rtol=rtol, atol=atol) for key in left)
        )
    left_numbers, right_numbers = as_numbers(left), as_numbers(right)
    if left_numbers is not None and right_numbers is not None:
        return same_numbers(left_numbers, right_numbers, rtol=rtol, atol=atol)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(
            same(a, b, rtol=rtol, atol=atol) for a, b in zip(left, right, strict=True)
        )
    return type(left) is type(right) and left == right


def same_numbers(left: np.ndarray, right: np.ndarray, *, rtol: float, atol: float) -> bool:
    """Whether two arrays have one shape and the same values up to rounding."""
    if left.shape != right.shape:
        return False
    if bool((left == right).all()):  # the usual cases, at a tenth and a third of the cost of the last
        return True
    with np.errstate(all="ignore"):
        if left.dtype.kind == right.dtype.kind == "f":
            close = np.abs(left - right) <= atol + rtol * np.abs(right)
            if close.all() and np.isfinite(right).all():
                return True
        return bool(np.allclose(left, right, rtol=rtol, atol=atol, equal_nan=True))


def show(value: Any) -> str:
    """A value for a reader: small ones in full, large ones by kind and shape."""
    if isinstance(value, Raised):
        return f"{value.kind}: {value.message}" if value.message else value.kind
    if isinstance(value, Drawing):
        return str(value)
    if value is not None and not isinstance(value, _SHOWABLE):
        shown = getattr(type(value), "__shown__", None)
        return str(shown(value)) if shown else article(type(value).__name__)
    if isinstance(value, list | tuple) and any(isinstance(item, np.ndarray | Drawing) for item in value):
        return several(value)
    if isinstance(value, np.ndarray) and any(isinstance(item, Drawing) for item in value.flat):
        return f"an array of Axes of shape {value.shape}"
    numbers = as_numbers(value)
    if numbers is None:
        return short(_repr(value), _SHOWN_CHARACTERS)
    if isinstance(value, bool | int):
        return short(_repr(value), _SHOWN_CHARACTERS)
    if numbers.ndim == 0:
        return _show_number(numbers.item())
    if numbers.size > _SHOWN_ELEMENTS:
        if isinstance(value, list | tuple):
            return several(value)
        return f"an array of shape {numbers.shape}"
    nested = value if isinstance(value, list | tuple) else numbers.tolist()
    return short(_show_nested(nested), _SHOWN_CHARACTERS)


def several(value: list[Any] | tuple[Any, ...]) -> str:
    """What a list or tuple holds, in words: "a pair of arrays of shapes (3,) and (2,)"."""
    pair = isinstance(value, tuple) and len(value) == 2
    group = "a pair of" if pair else f"a {type(value).__name__} of {len(value)}"
    if value and all(isinstance(item, np.ndarray) for item in value):
        shapes = listed([str(item.shape) for item in value], many=6)
        return f"{group} array of shape {shapes}" if len(value) == 1 else f"{group} arrays of shapes {shapes}"
    kinds = {_kind_of_item(item) for item in value}
    kind = kinds.pop() if len(kinds) == 1 else "values"
    whole = as_numbers(value)
    if whole is not None and whole.ndim > 1:
        return f"a {type(value).__name__} of {kind} of shape {whole.shape}"
    return f"{group} {kind.removesuffix('s') if len(value) == 1 and kind != 'Axes' else kind}"


def _kind_of_item(item: Any) -> str:
    if isinstance(item, str):
        return "texts"
    if isinstance(item, Drawing):
        return "Axes"
    if isinstance(item, list | tuple):
        return f"{type(item).__name__}s"
    return "numbers" if isinstance(item, int | float | complex | np.generic) else "values"


def show_argument(value: Any) -> str:
    """An argument of a call, for a reader; unlike `show` it names functions."""
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    if isinstance(value, list) and value and all(isinstance(item, np.ndarray) for item in value):
        if sum(item.size for item in value) > _SHOWN_ELEMENTS:
            shapes = ", ".join(str(item.shape) for item in value)
            return f"[arrays of shape {shapes}]"
        return "[" + ", ".join(show(item) for item in value) + "]"
    return show(value)


def _show_nested(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_show_nested(item) for item in value) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(_show_nested(item) for item in value) + (",)" if len(value) == 1 else ")")
    return _show_number(value.item() if isinstance(value, np.generic) else value)


def _show_number(value: Any) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.4g}"
    return str(value)


def _repr(value: Any) -> str:
    try:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: {show(item)}" for key, item in value.items()) + "}"
        return repr(value)
    except ValueError:  # Python doesn't write numbers of thousands of digits
        return "a number too long to be shown"


def article(kind: str) -> str:
    """The name of a kind with its indefinite article."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
