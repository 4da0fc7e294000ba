"""Values on the channel: plain data by value, everything else by reference.

`Packer` makes messages of values, on either side. `unpack` makes values of messages and trusts
nothing: sizes, dtypes and depths are checked, and what comes out is exact built-in types, base NumPy
arrays, and whatever the caller makes of references.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from autograder.remote import messages as m
from autograder.remote.drawing import MAX_PIECES, Drawing
from autograder.remote.kinds import HASHABLE, NoParts, made_of, parts_of

DTYPES = frozenset("?bBhHiIlLqQefdFD")
_NATIVE = [np.dtype(char) for char in DTYPES]
_DTYPES = {
    name: np.dtype(name) for dtype in _NATIVE for name in (dtype.char, dtype.str, dtype.newbyteorder().str)
}
_EXACT = frozenset((bool, int, float, complex, str, bytes, range))
_THEMSELVES = frozenset((type(None), bool, int, float, str))
OBJECTS = "array"  # one of text or of objects
TIMES = re.compile(r"[<>][mM]8\[\d{0,4}(?:Y|M|W|D|h|m|s|ms|us|ns)\]")
_TEXT = re.compile(r"\|O|<U\d{1,4}|\|S\d{1,4}")
MAX_ARRAY_BYTES = 16 << 20
MAX_ARTISTS = 1000  # of a drawing, each of at most MAX_PIECES
MAX_DEPTH = 30
MAX_ITEMS = 200_000
MAX_ODD_KEYS = 5_000  # keys whose hashes the sender can choose: colliding ones cost a quadratic time
_MAX_KEY_WEIGHT = 200_000_000  # of those, all compared with all: a second or two, in C
MAX_TEXT = 8 << 20
MAX_RANGE = 10_000_000  # a loop over one in C can't be interrupted
_KINDS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


class Unsendable(Exception):
    """The value is neither data nor anything that the other side could name."""


class _TooManyItems(Exception):
    """More than MAX_ITEMS, with those of all that is nested in it."""


class Packer:
    """Makes messages of values.

    Args:
        refer: what to make of an object that is no data.
    """

    def __init__(self, refer: Callable[[Any], m.Value]) -> None:
        self._refer = refer
        self._items = 0

    def pack(self, value: Any) -> m.Value:
        """The message for a value. One with too many items is opaque as a whole."""
        try:
            return self._pack(value, 0)
        except _TooManyItems:
            return m.Opaque(f"more than {MAX_ITEMS} items")

    def _pack(self, value: Any, depth: int) -> m.Value:
        self._items += 1
        if self._items > MAX_ITEMS:
            raise _TooManyItems
        if depth > MAX_DEPTH:
            return m.Opaque("nested too deep")
        if value is None or type(value) in _EXACT:
            return _exact_message(value)
        if isinstance(value, np.ndarray | np.generic):
            return self._array(value, depth)
        try:
            typed = parts_of(value)
        except NoParts:
            return self._refer(value)
        if typed is not None:
            return self._typed(*typed, depth)
        if isinstance(value, list | tuple | set | frozenset):
            return self._sequence(value, depth)
        if isinstance(value, dict):
            return self._mapping(value, depth)
        if isinstance(value, Drawing):
            return m.Axes(msgspec.msgpack.encode(value))
        return self._subclass(value) if isinstance(value, str | int | float | complex) else self._refer(value)

    def _array(self, value: np.ndarray | np.generic, depth: int) -> m.Value:
        array = np.asarray(value)
        if array.dtype.char in "gG":  # long double differs from machine to machine
            array = array.astype(np.float64 if array.dtype.char == "g" else np.complex128)
        if array.dtype.char in "OUS" and isinstance(value, np.ndarray):
            return self._typed(OBJECTS, [list(array.shape), array.dtype.str, array.ravel().tolist()], depth)
        if array.dtype.char not in DTYPES and not TIMES.fullmatch(array.dtype.str):
            return self._pack(array.tolist(), depth + 1)
        if array.nbytes > MAX_ARRAY_BYTES:
            return m.Opaque(f"an array of {array.nbytes} bytes")
        data = np.ascontiguousarray(array).tobytes()
        return m.Array(array.dtype.str, list(array.shape), data, isinstance(value, np.generic))

    def _typed(self, kind: str, parts: list[Any], depth: int) -> m.Value:
        packed = [self._pack(part, depth + 1) for part in parts]
        opaque = next((part for part in packed if isinstance(part, m.Opaque)), None)
        return opaque or m.Typed(kind, packed)

    def _sequence(self, value: Any, depth: int) -> m.Value:
        kind = next(kind for kind in (list, tuple, set, frozenset) if isinstance(value, kind))
        given = list(kind.__iter__(value))
        if depth < MAX_DEPTH and _are_their_messages(given):
            self._items += len(given)
            if self._items > MAX_ITEMS:
                raise _TooManyItems
            return m.Sequence(kind.__name__, given)
        items = [self._pack(item, depth + 1) for item in given]
        if kind in (set, frozenset) and not _can_be_keys(items):
            return m.Opaque(f"a {kind.__name__} with items that can't be carried")
        return m.Sequence(kind.__name__, items)

    def _mapping(self, value: dict[Any, Any], depth: int) -> m.Value:
        pairs = [(self._pack(key, depth + 1), self._pack(item, depth + 1)) for key, item in dict.items(value)]
        if not _can_be_keys([key for key, _ in pairs]):
            return m.Opaque("a dict with keys that can't be carried")
        return m.Mapping(pairs)

    def _subclass(self, value: Any) -> m.Value:
        if isinstance(value, str):
            return self.pack(str.__str__(value))
        kind: Any = next(kind for kind in (int, float, complex) if isinstance(value, kind))
        return self.pack(kind.__pos__(value))


def _exact_message(value: Any) -> m.Value:
    """The message for a value of a built-in type that isn't made of others."""
    match value:
        case None | bool() | float():
            return value
        case int():
            return value if -(2**63) <= value < 2**63 else _big(value)
        case str() | bytes():
            return _text(value)
        case complex():
            return m.Complex(value.real, value.imag)
    return _range_message(value)


def _are_their_messages(items: list[Any]) -> bool:
    """Whether the message for each of these is itself: looked at together, which is ten times as fast."""
    kinds = set(map(type, items))
    if not kinds <= _THEMSELVES:
        return False
    numbers = [item for item in items if type(item) is int] if int in kinds else [0]
    if not -(2**63) <= min(numbers) <= max(numbers) < 2**63:
        return False
    text = "".join(item for item in items if type(item) is str) if str in kinds else ""
    return len(text) <= MAX_TEXT and (text.isascii() or m.clean(text) == text)


def _can_be_keys(items: list[m.Value]) -> bool:
    """Whether these messages can be keys together, also where all of their hashes are the same."""
    odd = [item for item in items if not isinstance(item, str | m.Bytes)]
    return (
        len(odd) <= MAX_ODD_KEYS
        and all(map(_is_hashable, odd))
        and len(odd) * sum(map(_weight, odd)) <= _MAX_KEY_WEIGHT
    )


def _weight(key: m.Value) -> int:
    """About how long it takes to compare a key with another, in tens of nanoseconds."""
    match key:
        case str(text) | m.Bytes(data=text) | m.BigInt(digits=text):
            return 1 + len(text) // 100
        case m.Sequence(kind="frozenset", items=items):  # each item is looked for among the others
            return 1 + len(items) * sum(map(_weight, items))
        case m.Sequence(items=items):
            return 1 + sum(map(_weight, items))
        case m.Typed(parts=parts):
            return 10 + sum(map(_weight, parts))
        case m.Array():
            return 3
        case m.Axes(description=description):
            return 50 + len(description) // 20
    return 1


def _is_hashable(message: m.Value) -> bool:
    match message:
        case m.Sequence(kind="tuple", items=items):
            return all(map(_is_hashable, items))
        case m.Array(scalar=scalar):
            return scalar
        case m.Typed(kind=kind, parts=parts):
            return kind in HASHABLE and all(map(_is_hashable, parts))
        case m.Sequence(kind=kind):
            return kind == "frozenset"
        case m.Mapping() | m.Opaque():
            return False
    return True


def _range_message(value: range) -> m.Value:
    if max(map(abs, (value.start, value.stop, value.step))) >= 2**63 or value[MAX_RANGE:]:
        return m.Opaque("a very long range")
    return m.Range(value.start, value.stop, value.step)


def _text(value: str | bytes) -> m.Value:
    if len(value) > MAX_TEXT:
        return m.Opaque(f"{type(value).__name__} too long")
    if isinstance(value, bytes):
        return m.Bytes(value)
    return value if m.clean(value) == value else m.Opaque("a str with lone surrogates")


def _big(value: int) -> m.Value:
    return m.BigInt(hex(value)) if value.bit_length() <= 1 << 16 else m.Opaque("an enormous number")


class Malformed(Exception):
    """A message that fits the schema but describes no value."""


def unpack(message: m.Value, refer: Callable[[m.Reference | m.Named | m.Opaque], Any]) -> Any:
    """The value of a message.

    Args:
        message: as the schema let it through.
        refer: what to make of references, names and values that didn't cross.

    Raises:
        Malformed: it describes no value.
    """
    return _Unpacker(refer).unpack(message, 0)


class _Unpacker:
    def __init__(self, refer: Callable[[m.Reference | m.Named | m.Opaque], Any]) -> None:
        self.refer = refer
        self.items = 0

    def unpack(self, message: m.Value, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH + 2 or self.items > MAX_ITEMS + 10:
            raise Malformed("too deep or too many items")
        match message:
            case None | bool() | int() | float() | str():
                return message
            case m.Bytes(data=data):
                return data
            case m.Array():
                return _array(message)
            case m.Sequence(kind=kind, items=items):
                return self._sequence(kind, items, depth)
            case m.Mapping(pairs=pairs):
                return self._mapping(pairs, depth)
            case m.Typed(kind=kind, parts=parts):
                return self._typed(kind, parts, depth)
            case m.Complex(real=real, imag=imag):
                return complex(real, imag)
            case m.BigInt(digits=digits):
                return _integer(digits)
            case m.Range(start=start, stop=stop, step=step):
                return _range(start, stop, step)
            case m.Axes(description=description):
                return _drawing(description)
        return self.refer(message)

    def _sequence(self, kind: str, items: list[m.Value], depth: int) -> Any:
        make = _KINDS.get(kind)
        if make is None:
            raise Malformed(f"a sequence of kind {kind[:20]!r}")
        if depth < MAX_DEPTH and _THEMSELVES.issuperset(map(type, items)):
            self.items += len(items)
            values = items
        else:
            values = [self.unpack(item, depth + 1) for item in items]
        return make(values) if kind in ("list", "tuple") else _with_keys(make, values, items)

    def _mapping(self, pairs: list[tuple[m.Value, m.Value]], depth: int) -> dict[Any, Any]:
        keys = [self.unpack(key, depth + 1) for key, _ in pairs]
        values = [self.unpack(item, depth + 1) for _, item in pairs]
        made: dict[Any, Any] = _with_keys(
            lambda keys: dict(zip(keys, values, strict=True)), keys, [key for key, _ in pairs]
        )
        return made

    def _typed(self, kind: str, parts: list[m.Value], depth: int) -> Any:
        values = [self.unpack(part, depth + 1) for part in parts]
        try:
            return _objects(*values) if kind == OBJECTS else made_of(kind, values)
        except Exception:  # of any kind: it is one of the library's own
            return self.refer(m.Opaque(f"a {kind[:20]}"))


def _objects(shape: list[int], dtype: str, items: list[Any]) -> np.ndarray:
    """An array of text or of objects."""
    if not _TEXT.fullmatch(dtype) or len(items) * np.dtype(dtype).itemsize > MAX_ARRAY_BYTES:
        raise NoParts
    made = np.empty(len(items), dtype)
    for place, item in enumerate(items):
        made[place] = item
    return made.reshape(shape)


def _with_keys(make: Callable[[list[Any]], Any], keys: list[Any], messages: list[m.Value]) -> Any:
    """A set or a dict with these keys, which these messages describe."""
    if not _can_be_keys(messages):
        raise Malformed("keys that can't be ones, or too many")
    try:
        return make(keys)
    except TypeError as error:  # can't be hashed, or refuses to be compared
        raise Malformed("a key that can't be one") from error


def _array(message: m.Array) -> Any:
    dtype = _DTYPES.get(message.dtype) or (
        np.dtype(message.dtype) if TIMES.fullmatch(message.dtype) else None
    )
    if dtype is None or len(message.shape) > 16 or any(length < 0 for length in message.shape):
        raise Malformed(f"an array of dtype {message.dtype[:20]!r} and {len(message.shape)} dimensions")
    size = math.prod(message.shape)
    if size * dtype.itemsize != len(message.data) or len(message.data) > MAX_ARRAY_BYTES:
        raise Malformed("an array whose shape doesn't fit its bytes")
    if size == 0 and max(message.shape, default=0) > MAX_ARRAY_BYTES:
        raise Malformed("an empty array of an enormous shape")
    array = np.frombuffer(message.data, dtype).reshape(message.shape).copy()
    if dtype.char == "?":
        array = np.asarray(array.view("u1") != 0)  # a byte of its own making would be neither true nor false
    if not message.scalar:
        return array
    if message.shape:
        raise Malformed("a scalar with a shape")
    return array[()]


def _integer(digits: str) -> int:
    if len(digits) > 17_000:
        raise Malformed("an enormous number")
    try:
        return int(digits, 16)
    except ValueError as error:
        raise Malformed("no number") from error


def _range(start: int, stop: int, step: int) -> range:
    if step == 0:
        raise Malformed("a range without a step")
    numbers = range(start, stop, step)
    if numbers[MAX_RANGE:]:
        raise Malformed("a range without an end")
    return numbers


def _drawing(description: bytes) -> Drawing:
    if len(description) > 1 << 20:
        raise Malformed("a drawing of too many parts")
    try:
        drawing = msgspec.msgpack.decode(description, type=Drawing)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Malformed("no drawing") from error
    if len(drawing.artists) > MAX_ARTISTS or any(len(one.pieces) > MAX_PIECES for one in drawing.artists):
        raise Malformed("a drawing of too many parts")
    return drawing
