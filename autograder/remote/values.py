"""Values on the channel: plain data by value, everything else by reference.

`Packer` makes messages of values, on either side. `unpack` makes values of messages and trusts
nothing: sizes, dtypes and depths are checked, and what comes out is exact built-in types, base NumPy
arrays, and whatever the caller makes of references.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from autograder.exercise.drawing import Drawing
from autograder.remote import messages as m

DTYPES = frozenset("?bBhHiIlLqQefdFD")
MAX_ARRAY_BYTES = 16 << 20
MAX_DEPTH = 30
MAX_ITEMS = 200_000
MAX_ODD_KEYS = 5_000  # keys whose hashes the sender can choose: colliding ones cost a quadratic time
MAX_TEXT = 8 << 20
_KINDS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


class Unsendable(Exception):
    """The value is neither data nor anything that the other side could name."""


class Packer:
    """Makes messages of values.

    Args:
        refer: what to make of an object that is no data.
    """

    def __init__(self, refer: Callable[[Any], m.Value]) -> None:
        self._refer = refer
        self._items = 0

    def pack(self, value: Any, depth: int = 0) -> m.Value:
        """The message for a value."""
        self._items += 1
        if depth > MAX_DEPTH or self._items > MAX_ITEMS:
            return m.Opaque("nested too deep" if depth > MAX_DEPTH else "too many items")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value  # type: ignore[no-any-return]
        if kind is int:
            return value if -(2**63) <= value < 2**63 else _big(value)
        if kind is str or kind is bytes:
            if len(value) > MAX_TEXT:
                return m.Opaque(f"{kind.__name__} too long")
            return value if kind is str else m.Bytes(value)
        if kind is complex:
            return m.Complex(value.real, value.imag)
        if kind is range:
            return m.Range(value.start, value.stop, value.step)
        if isinstance(value, np.ndarray | np.generic):
            return self._array(value, depth)
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
        if array.dtype.char not in DTYPES:
            return self.pack(array.tolist(), depth + 1)
        if array.nbytes > MAX_ARRAY_BYTES:
            return m.Opaque(f"an array of {array.nbytes} bytes")
        data = np.ascontiguousarray(array).tobytes()
        return m.Array(array.dtype.str, list(array.shape), data, isinstance(value, np.generic))

    def _sequence(self, value: Any, depth: int) -> m.Value:
        kind = next(kind for kind in (list, tuple, set, frozenset) if isinstance(value, kind))
        return m.Sequence(kind.__name__, [self.pack(item, depth + 1) for item in kind.__iter__(value)])

    def _mapping(self, value: dict[Any, Any], depth: int) -> m.Value:
        pairs = dict.items(value)
        return m.Mapping([(self.pack(key, depth + 1), self.pack(item, depth + 1)) for key, item in pairs])

    def _subclass(self, value: Any) -> m.Value:
        if isinstance(value, str):
            return self.pack(str.__str__(value))
        kind: Any = next(kind for kind in (int, float, complex) if isinstance(value, kind))
        return self.pack(kind.__pos__(value))


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
        values = [self.unpack(item, depth + 1) for item in items]
        return make(_hashable(values)) if kind in ("set", "frozenset") else make(values)

    def _mapping(self, pairs: list[tuple[m.Value, m.Value]], depth: int) -> dict[Any, Any]:
        keys = _hashable([self.unpack(key, depth + 1) for key, _ in pairs])
        return dict(zip(keys, (self.unpack(item, depth + 1) for _, item in pairs), strict=True))


def _hashable(keys: list[Any]) -> list[Any]:
    odd = [key for key in keys if type(key) not in (str, bytes)]
    if len(odd) > MAX_ODD_KEYS:
        raise Malformed(f"{len(odd)} keys that are no text")
    try:
        for key in odd:
            hash(key)
    except TypeError as error:
        raise Malformed("a key that can't be one") from error
    return keys


def _array(message: m.Array) -> Any:
    try:
        dtype = np.dtype(message.dtype)
    except (TypeError, ValueError, SyntaxError) as error:
        raise Malformed("an unknown dtype") from error
    size = math.prod(message.shape)
    if dtype.char not in DTYPES or len(message.shape) > 16 or any(length < 0 for length in message.shape):
        raise Malformed(f"an array of dtype {dtype.str[:20]} and {len(message.shape)} dimensions")
    if size * dtype.itemsize != len(message.data) or len(message.data) > MAX_ARRAY_BYTES:
        raise Malformed("an array whose shape doesn't fit its bytes")
    if size == 0 and max(message.shape, default=0) > MAX_ARRAY_BYTES:
        raise Malformed("an empty array of an enormous shape")
    array = np.frombuffer(message.data, dtype).reshape(message.shape).copy()
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
    return range(start, stop, step)


def _drawing(description: bytes) -> Drawing:
    if len(description) > 1 << 20:
        raise Malformed("a drawing of too many parts")
    try:
        return msgspec.msgpack.decode(description, type=Drawing)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed("no drawing") from error
