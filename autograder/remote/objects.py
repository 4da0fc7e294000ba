"""Stand-ins for a student's objects. What isn't written here fails, so that no assert passes by accident."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn, Protocol

MAX_ITERATION = 100_000


class _Operates(Protocol):
    def operate(self, operation: str, target: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any: ...


class RemoteObject:
    """A function, class or instance of the student's.

    It can be called, constructed, read, set, indexed, iterated and printed: what comes back is
    data, to be compared here. It can't be compared or computed with: there the student's own
    methods would decide.
    """

    __slots__ = ("_kind", "_name", "_number", "_process")
    _process: _Operates
    _number: int
    _kind: str
    _name: str

    def __init__(self, process: _Operates, number: int, kind: str, name: str) -> None:
        for slot, value in zip(self.__slots__, (kind, name, number, process), strict=True):
            object.__setattr__(self, slot, value)

    def _do(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        return self._process.operate(operation, self._number, args, kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call or construct."""
        return self._do("call", *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in ("__name__", "__doc__"):
            raise AttributeError(name)
        return self._do("getattr", name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._do("setattr", name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._do("getitem", key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._do("setitem", key, value)

    def __len__(self) -> int:
        length = self._do("len")
        if type(length) is not int or length < 0:
            raise TypeError(f"its length is {length!r}")
        return length

    def __bool__(self) -> bool:
        truth = self._do("bool")
        if type(truth) is not bool:
            raise TypeError(f"its truth value is {truth!r}")
        return truth

    def __iter__(self) -> Iterator[Any]:
        iterator = self._do("iter")
        if not isinstance(iterator, RemoteObject):
            raise TypeError("it can't be iterated")
        return iterator._items()

    def _items(self) -> Iterator[Any]:
        for _ in range(MAX_ITERATION):
            try:
                item = self._do("next")
            except StopIteration:
                return
            yield item
        raise OverflowError(f"it yielded more than {MAX_ITERATION} items")

    def __next__(self) -> Any:
        return self._do("next")

    def __str__(self) -> str:
        return self._text("str")

    def __repr__(self) -> str:
        return self._text("repr")

    def _text(self, operation: str) -> str:
        text = self._do(operation)
        if type(text) is not str:
            raise TypeError(f"its {operation} is no text")
        return text

    def __enter__(self) -> Any:
        return self._do("enter")

    def __exit__(self, *_error: object) -> None:
        self._do("exit")

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, RemoteObject) and self._do("isinstance", value) is True

    def __deepcopy__(self, _memo: Any) -> RemoteObject:
        return self

    def _no(self, *_args: Any) -> NoReturn:
        raise TypeError(f"{self._name} is {self._described()}, where a value was expected")

    def _described(self) -> str:
        return {"function": "a function", "class": "a class"}.get(self._kind, "an object")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _no
    __matmul__ = __rmatmul__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _no
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __neg__ = __pos__ = __abs__ = _no
    __int__ = __float__ = __complex__ = __index__ = __round__ = __contains__ = __array__ = _no

    def __hash__(self) -> int:
        return hash((id(self._process), self._number))


class Opaque:
    """A value that didn't cross: every operation fails."""

    def __init__(self, why: str) -> None:
        self._why = why

    def __repr__(self) -> str:
        return f"<a value that can't be checked: {self._why}>"

    def _no(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(f"the value can't be checked: {self._why}")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        self._no()

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __len__ = __iter__ = __getitem__ = _no
    __call__ = __contains__ = __int__ = __float__ = __complex__ = __index__ = __abs__ = __array__ = _no
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __neg__ = _no
    __hash__ = None  # type: ignore[assignment]
