"""Stand-ins for a student's objects. What isn't written here fails, so that no assert passes by accident."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NoReturn, Protocol, TypeVar

MAX_ITERATION = 100_000
MAX_CLASSES = 1000
_T = TypeVar("_T")


# What an object is able to do, as its kind says it: a letter for each of these methods that its class has.
ABILITIES = {
    "c": "__call__",
    "n": "__next__",
    "l": "__len__",
    "g": "__getitem__",
    "i": "__iter__",
    "k": "__contains__",
    "w": "__enter__",
    "a": "__abs__",
    "m": "__neg__",
    "f": "__float__",
    "d": "__int__",
}
OWN_EQUALITY = "="
MODULE = "module"
_READABLE = frozenset({"__name__", "__qualname__", "__doc__", "__dict__", "__defaults__", "__kwdefaults__"})


class _Operates(Protocol):
    @property
    def epoch(self) -> int: ...

    def operate(self, operation: str, target: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any: ...


class RemoteObject:
    """A function, class or instance of the student's.

    It can be called, constructed, read, set, indexed, iterated and printed, each where its own class
    has it: what comes back is data, to be compared here. It can't be compared with a value, nor computed
    with: there the student's own methods would decide. Where they have no say, that is without an __eq__
    or __hash__ of their own, it equals itself alone.

    Its length and its items are told separately, and might be told differently to whoever asks for both. What
    has been told counts until the student's code has had another chance to change it; a contradiction fails.

    Args:
        process: where it lives.
        number: its number there.
        kind: "function", "class", "object" or "module", a space, and the letters of its abilities.
        name: of the function, class or module; an object's class's.
        stands_for_data: it came where the instructor's own answer was plain data: its methods aren't asked.
    """

    __slots__ = (
        "_remote_able",
        "_remote_asked",
        "_remote_for_data",
        "_remote_kind",
        "_remote_name",
        "_remote_number",
        "_remote_process",
        "_remote_size",
    )
    _remote_process: _Operates
    _remote_number: int
    _remote_kind: str
    _remote_name: str
    _remote_able: str
    _remote_asked: int  # how often for its next item
    _remote_for_data: bool
    _remote_size: tuple[int, int]  # how many items it was said to have, and in which epoch

    def __new__(
        cls,
        _remote_process: _Operates,
        _remote_number: int,
        kind: str,
        name: str,
        *,
        stands_for_data: bool = False,
    ) -> RemoteObject:
        """An object of a class with these abilities and no others: callable() and such are right."""
        word, _, able = kind.partition(" ")
        able = "".join(letter for letter in ABILITIES if letter in able)
        of = {"function": "function", "class": "type"}.get(word, name)
        known = of.isidentifier() and _class.cache_info().currsize < MAX_CLASSES
        return object.__new__(_class(of if known else "object", able))

    def __init__(
        self, process: _Operates, number: int, kind: str, name: str, *, stands_for_data: bool = False
    ) -> None:
        word, _, able = kind.partition(" ")
        values = (able, 0, stands_for_data, word, name, number, process, (-1, -1))
        for slot, value in zip(RemoteObject.__slots__, values, strict=True):
            object.__setattr__(self, slot, value)

    def _remote_do(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        return self._remote_process.operate(operation, self._remote_number, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in _READABLE:
            raise AttributeError(name)
        if self._remote_for_data and not name.startswith("__"):
            self._remote_no()
        return self._remote_do("getattr", name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._remote_do("setattr", name, value)

    def __bool__(self) -> bool:
        return self._remote_exactly(bool, "bool")

    def __str__(self) -> str:
        return self._remote_exactly(str, "str")

    def __repr__(self) -> str:
        return self._remote_exactly(str, "repr")

    def _remote_exactly(self, kind: type[_T], operation: str) -> _T:
        """What an operation gives that has to be of one built-in type."""
        value = self._remote_do(operation)
        if type(value) is not kind:
            raise TypeError(f"its {operation} is no {kind.__name__}")
        return value

    def _remote_items(self) -> Iterator[Any]:
        for _ in range(MAX_ITERATION):
            try:
                item = self._remote_do("next")
            except StopIteration:
                return
            yield item
        raise OverflowError(f"it yielded more than {MAX_ITERATION} items")

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, RemoteObject) and self._remote_do("isinstance", value) is True

    def __subclasscheck__(self, value: Any) -> bool:
        return isinstance(value, RemoteObject) and self._remote_do("issubclass", value) is True

    def __deepcopy__(self, _memo: Any) -> RemoteObject:
        return self

    def _remote_no(self, *_args: Any) -> NoReturn:
        raise TypeError(f"{self._remote_name} is {self._remote_described()}, where a value was expected")

    def _remote_described(self) -> str:
        return {"function": "a function", "class": "a class"}.get(self._remote_kind, "an object")

    def __eq__(self, other: object) -> bool:
        if not _only_itself(self) or not (other is None or _only_itself(other)):
            self._remote_no()
        return self is other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        if not _only_itself(self):
            self._remote_no()
        return hash((id(self._remote_process), self._remote_number))

    __lt__ = __le__ = __gt__ = __ge__ = _remote_no
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _remote_no
    __matmul__ = __rmatmul__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = (
        _remote_no
    )
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _remote_no
    __complex__ = __index__ = __round__ = __array__ = _remote_no


def _only_itself(value: object) -> bool:
    """Whether it is an object of the student's that by its class equals nothing but itself."""
    return isinstance(value, RemoteObject) and OWN_EQUALITY not in value._remote_able


def _iterated(self: RemoteObject) -> Iterator[Any]:
    if "l" in self._remote_able:  # all at once: its length is told, too
        items = self._remote_exactly(list, "items")
        if len(items) > MAX_ITERATION:
            raise OverflowError(f"it yielded more than {MAX_ITERATION} items")
        _agreed(self, len(items))
        return iter(items)
    iterator = self._remote_do("iter")
    if not isinstance(iterator, RemoteObject):
        raise TypeError("it can't be iterated")
    return self if iterator is self else iterator._remote_items()


def _agreed(self: RemoteObject, size: int) -> int:
    """The number of its items, unless another one was told before.

    Raises:
        TypeError: one was.
    """
    before, epoch = self._remote_size
    now = self._remote_process.epoch
    if epoch == now and before != size:
        raise TypeError(
            f"its length is {max(before, size)} and it has {min(before, size)} items, or the reverse"
        )
    object.__setattr__(self, "_remote_size", (size, now))
    return size


def _next(self: RemoteObject) -> Any:
    object.__setattr__(self, "_remote_asked", self._remote_asked + 1)
    if self._remote_asked > MAX_ITERATION:
        raise OverflowError(f"it yielded more than {MAX_ITERATION} items")
    return self._remote_do("next")


def _length(self: RemoteObject) -> int:
    length = self._remote_exactly(int, "len")
    if length < 0:
        raise TypeError(f"its length is {length!r}")
    return _agreed(self, length)


def _by_index(self: RemoteObject) -> Iterator[Any]:
    """The items of what has no __iter__: Python asks for one by one until an IndexError."""
    for index in range(MAX_ITERATION):
        try:
            item = self._remote_do("getitem", index)
        except IndexError:
            if "l" in self._remote_able:
                _agreed(self, index)
            return
        yield item
    raise OverflowError(f"it yielded more than {MAX_ITERATION} items")


_METHODS: dict[str, dict[str, Callable[..., Any]]] = {
    "c": {"__call__": lambda self, *args, **kwargs: self._remote_do("call", *args, **kwargs)},
    "n": {"__next__": _next},
    "l": {"__len__": _length},
    "g": {
        "__getitem__": lambda self, key: self._remote_do("getitem", key),
        "__setitem__": lambda self, key, value: self._remote_do("setitem", key, value),
        "__iter__": _by_index,
    },
    "i": {"__iter__": _iterated},
    "k": {"__contains__": RemoteObject._remote_no},
    "w": {
        "__enter__": lambda self: self._remote_do("enter"),
        "__exit__": lambda self, *error: self._remote_do("exit"),
    },
    "a": {"__abs__": lambda self: self._remote_do("abs")},
    "m": {"__neg__": lambda self: self._remote_do("neg")},
    "f": {"__float__": lambda self: self._remote_exactly(float, "float")},
    "d": {"__int__": lambda self: self._remote_exactly(int, "int")},
}


@cache
def _class(name: str, able: str) -> type[RemoteObject]:
    """The class of the student's objects that have these abilities, under the name of their own class."""
    methods: dict[str, Any] = {"__slots__": (), "__module__": "__main__"}
    methods["__doc__"] = property(lambda self: self._remote_do("getattr", "__doc__"))
    for letter in able:
        methods |= _METHODS[letter]
    return type(name, (RemoteObject,), methods)


class Uncheckable:
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
    __contains__ = __int__ = __float__ = __complex__ = __index__ = __abs__ = __array__ = _no
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __neg__ = _no
    __hash__ = None  # type: ignore[assignment]
