"""Values of libraries that are nothing but data: the parts that one is made of, and one made of its parts.

They cross the channel by value, as what they are: a test may ask for their type, and compute with them. Each
is known by its exact class, so that no class of a student's passes for one, and is made by the library's own
constructor, of parts whose types have been checked. pandas and sympy are used where they have been imported,
that is by the instructor's cells, and never for the first time on a student's word.
"""

from __future__ import annotations

import re
import sys
from collections import (
    ChainMap,
    Counter,
    OrderedDict,
    UserDict,
    UserList,
    UserString,
    defaultdict,
    deque,
    namedtuple,
)
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import PosixPath, PurePosixPath
from types import MappingProxyType
from typing import Any
from uuid import UUID

import numpy as np

Parts = list[Any]
_FACTORIES = {factory.__name__: factory for factory in (int, float, str, list, dict, set, tuple, bool)}
_MAX_EXPONENT = 10_000  # of a Decimal: int() of more would take long
_NAMED_TUPLE = "namedtuple"
_DTYPE = "dtype"
_PLAIN_DTYPE = re.compile(r"[|<>=]([?bBiufcOSU]\d{0,5}|[mM]8(\[\d{0,4}[A-Za-z]{1,2}\])?)")
_WITH_MISSING = re.compile(r"U?Int\d+|Float\d+|boolean|string|str")  # pandas's own types of a column


class NoParts(Exception):
    """A value of a known kind that has something in it that is no data."""


def _factory_name(value: defaultdict[Any, Any]) -> str:
    for name, factory in _FACTORIES.items():
        if value.default_factory is factory:
            return name
    if value.default_factory is None:
        return ""
    raise NoParts


def _zone(value: datetime | time) -> Parts:
    """The offset from UTC in seconds, if it is fixed."""
    if value.tzinfo is None:
        return []
    if type(value.tzinfo) is not timezone:
        raise NoParts
    offset = value.utcoffset()
    assert offset is not None
    return [offset.total_seconds()]


def _datetime(*parts: Any) -> datetime:
    year, month, day, hour, minute, second, micro, fold, zone = parts
    return datetime(year, month, day, hour, minute, second, micro, _tzinfo(zone), fold=fold)


def _time(*parts: Any) -> time:
    hour, minute, second, micro, fold, zone = parts
    return time(hour, minute, second, micro, _tzinfo(zone), fold=fold)


def _tzinfo(zone: Parts) -> timezone | None:
    return timezone(timedelta(seconds=zone[0])) if zone else None


def _decimal_parts(value: Decimal) -> Parts:
    if value.is_finite() and abs(value.adjusted()) > _MAX_EXPONENT:
        raise NoParts
    return [str(value)]


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    _decimal_parts(number)
    return number


def _deque(items: list[Any], most: int) -> deque[Any]:
    return deque(items, None if most < 0 else most)


def _bytes_of(value: memoryview) -> Parts:
    if value.format != "B" or value.ndim != 1:
        raise NoParts
    return [value.tobytes()]


@dataclass(frozen=True)
class _Kind:
    """How values of a class cross.

    Attributes:
        parts: what one is made of.
        takes: the types of its parts.
        make: one of these parts.
    """

    parts: Callable[[Any], Parts]
    takes: tuple[type, ...]
    make: Callable[..., Any]


_KINDS: dict[type, _Kind] = {
    Fraction: _Kind(lambda v: [v.numerator, v.denominator], (int, int), Fraction),
    Decimal: _Kind(_decimal_parts, (str,), _decimal),
    date: _Kind(lambda v: [v.year, v.month, v.day], (int,) * 3, date),
    datetime: _Kind(
        lambda v: [*v.timetuple()[:6], v.microsecond, v.fold, _zone(v)], (*(int,) * 8, list), _datetime
    ),
    time: _Kind(
        lambda v: [v.hour, v.minute, v.second, v.microsecond, v.fold, _zone(v)], (*(int,) * 5, list), _time
    ),
    timedelta: _Kind(lambda v: [v.days, v.seconds, v.microseconds], (int,) * 3, timedelta),
    OrderedDict: _Kind(lambda v: [dict(v)], (dict,), OrderedDict),
    Counter: _Kind(lambda v: [dict(v)], (dict,), Counter),
    defaultdict: _Kind(
        lambda v: [_factory_name(v), dict(v)],
        (str, dict),
        lambda name, v: defaultdict(_FACTORIES.get(name), v),
    ),
    ChainMap: _Kind(lambda v: [list(v.maps)], (list,), lambda v: ChainMap(*v)),
    UserDict: _Kind(lambda v: [v.data], (dict,), UserDict),
    UserList: _Kind(lambda v: [v.data], (list,), UserList),
    UserString: _Kind(lambda v: [v.data], (str,), UserString),
    deque: _Kind(lambda v: [list(v), -1 if v.maxlen is None else v.maxlen], (list, int), _deque),
    bytearray: _Kind(lambda v: [bytes(v)], (bytes,), bytearray),
    memoryview: _Kind(_bytes_of, (bytes,), memoryview),
    MappingProxyType: _Kind(lambda v: [dict(v)], (dict,), MappingProxyType),
    type({}.keys()): _Kind(lambda v: [dict.fromkeys(v)], (dict,), dict.keys),
    type({}.values()): _Kind(lambda v: [list(v)], (list,), lambda v: dict(enumerate(v)).values()),
    type({}.items()): _Kind(lambda v: [dict(v)], (dict,), dict.items),
    PosixPath: _Kind(lambda v: [str(v)], (str,), PosixPath),
    PurePosixPath: _Kind(lambda v: [str(v)], (str,), PurePosixPath),
    UUID: _Kind(lambda v: [v.int], (int,), lambda v: UUID(int=v)),
}
LIBRARIES = ("pandas", "sympy")  # those whose values cross where both sides have imported them
_BY_NAME = {kind.__name__: how for kind, how in _KINDS.items()}
HASHABLE = frozenset(
    (
        *"Fraction Decimal date datetime time timedelta namedtuple dtype UUID".split(),
        *"PosixPath PurePosixPath".split(),
        *"pandas.Timestamp pandas.Timedelta pandas.NaT pandas.NA pandas.Interval".split(),
        *"sympy.Integer sympy.Rational sympy.Float".split(),
    )
)


def parts_of(value: Any) -> tuple[str, Parts] | None:
    """The name of a value's kind, and its parts; None for another one.

    Raises:
        NoParts: it has something in it that is no data.
    """
    kind = type(value)
    if kind in _KINDS:
        return kind.__name__, _KINDS[kind].parts(value)
    if isinstance(value, tuple) and isinstance(getattr(kind, "_fields", None), tuple):
        return _NAMED_TUPLE, [kind.__name__, list(kind._fields), list(tuple.__iter__(value))]
    if isinstance(value, np.dtype):
        if not _PLAIN_DTYPE.fullmatch(value.str):
            raise NoParts
        return _DTYPE, [value.str]
    for module, of in zip(LIBRARIES, (_pandas, _sympy), strict=True):
        if kind.__module__.partition(".")[0] == module and module in sys.modules:
            return of(value, sys.modules[module])
    return None


def made_of(name: str, parts: Parts) -> Any:
    """The value of a kind that has these parts.

    Raises:
        Exception: of any kind, if there is none.
    """
    if name in _BY_NAME:
        if tuple(map(type, parts)) != _BY_NAME[name].takes:
            raise NoParts
        return _BY_NAME[name].make(*parts)
    if name == _NAMED_TUPLE:
        kind, fields, items = parts
        return _named_tuple(kind, tuple(fields))(*items)
    if name == _DTYPE:
        (text,) = parts
        if not _PLAIN_DTYPE.fullmatch(text):
            raise NoParts
        return np.dtype(text)
    module, _, kind = name.partition(".")
    return {"pandas": _made_by_pandas, "sympy": _made_by_sympy}[module](kind, parts, sys.modules[module])


@lru_cache(maxsize=200)
def _named_tuple(name: str, fields: tuple[str, ...]) -> Any:
    """A class that has these fields, and nothing of the student's."""
    return namedtuple(name, fields)


def _sympy(value: Any, sympy: Any) -> tuple[str, Parts] | None:
    """A number with digits; what has a name, as pi does, is no data."""
    if isinstance(value, sympy.Integer):
        return "sympy.Integer", [int(value)]
    if isinstance(value, sympy.Rational) and value.q:
        return "sympy.Rational", [int(value.p), int(value.q)]
    if isinstance(value, sympy.Float):
        sign, mantissa, exponent, _bits = map(int, value._mpf_)
        return "sympy.Float", [sign, mantissa, exponent, value._prec]
    return None


def _made_by_sympy(kind: str, parts: Parts, sympy: Any) -> Any:
    if kind == "Float":
        sign, mantissa, exponent, precision = parts
        if abs(exponent) > _MAX_EXPONENT or precision > _MAX_EXPONENT:
            raise NoParts
        return sympy.Float((sign, mantissa, exponent), precision=precision)
    return {"Integer": sympy.Integer, "Rational": sympy.Rational}[kind](*parts)


def _pandas(value: Any, pd: Any) -> tuple[str, Parts] | None:
    """A Series, Index, DataFrame, Timestamp, Timedelta or Interval of plain columns, or what says missing."""
    kind = type(value)
    if value is pd.NaT or value is pd.NA:
        return "pandas.NaT" if value is pd.NaT else "pandas.NA", []
    if kind is pd.Timestamp or kind is pd.Timedelta:
        if getattr(value, "tzinfo", None) is not None:
            raise NoParts
        return f"pandas.{kind.__name__}", [value.value, value.unit]
    if kind is pd.Interval:
        return "pandas.Interval", [value.left, value.right, value.closed]
    if kind is pd.RangeIndex:
        return "pandas.RangeIndex", [value.start, value.stop, value.step, value.name]
    if kind is pd.MultiIndex:
        return "pandas.MultiIndex", [list(value), list(value.names)]
    if isinstance(value, pd.Index):
        return "pandas.Index", [*_column(value), value.name, getattr(value, "freqstr", None)]
    if kind is pd.Series:
        return "pandas.Series", [*_column(value), value.name, value.index]
    if kind is pd.DataFrame:
        columns = [_column(value.iloc[:, place]) for place in range(value.shape[1])]
        return "pandas.DataFrame", [columns, value.columns, value.index]
    return None


def _column(value: Any) -> Parts:
    """A column's items and the name of its type; of categories their numbers, and which there are."""
    if isinstance(value.dtype, np.dtype) and value.dtype.kind in "biufcmM":
        return [value.to_numpy(), value.dtype.str]
    name = str(value.dtype)
    if name == "category":
        categories = value.dtype.categories
        codes = np.asarray(getattr(value, "cat", value).codes)
        return [codes, [list(categories), str(categories.dtype), bool(value.dtype.ordered)]]
    if value.dtype.kind == "O" or _WITH_MISSING.fullmatch(name):
        # What Arrow keeps comes one by one in ten times the time.
        return [value.to_numpy(dtype=object).tolist() if value.dtype.kind == "O" else list(value), name]
    raise NoParts


def _items(items: Any, dtype: Any, pd: Any) -> dict[str, Any]:
    """A column's items and type, as its constructor takes them."""
    if isinstance(dtype, list):
        categories, of, ordered = dtype
        index = pd.Index(categories, dtype=None if of.startswith("interval") else of)
        return {"data": pd.Categorical.from_codes(items, index, ordered=ordered)}
    return {"data": items, "dtype": dtype}


def _made_by_pandas(kind: str, parts: Parts, pd: Any) -> Any:
    match kind, parts:
        case (("NaT" | "NA"), []):
            return getattr(pd, kind)
        case (("Timestamp" | "Timedelta"), (number, unit)):
            return getattr(pd, kind)(number, unit="ns").as_unit(unit)
        case "Interval", (left, right, closed):
            return pd.Interval(left, right, closed=closed)
        case "RangeIndex", (start, stop, step, name):
            return pd.RangeIndex(start, stop, step, name=name)
        case "MultiIndex", (items, names):
            return pd.MultiIndex.from_tuples(items, names=names)
        case "Index", (items, dtype, name, frequency):
            made = pd.Index(**_items(items, dtype, pd), name=name)
            return made if frequency is None else type(made)(made, freq=frequency)
        case "Series", (items, dtype, name, index):
            return pd.Series(**_items(items, dtype, pd), name=name, index=index)
        case "DataFrame", (columns, names, index):
            made = pd.DataFrame(
                {
                    place: pd.Series(**_items(items, dtype, pd), index=index)
                    for place, (items, dtype) in enumerate(columns)
                },
                index=index,
            )
            made.columns = names
            return made
    raise NoParts
