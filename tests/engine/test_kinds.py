"""Values of libraries cross the channel as what they are, and nothing else gets through in their name."""

from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

import numpy as np
import pandas as pd
import pytest
import sympy

from autograder.exercise.values import plain
from autograder.remote import messages as m
from autograder.remote.packing import Packer, unpack

Point = namedtuple("Point", "x y")
VALUES = [
    Fraction(1, 3),
    Decimal("1.10"),
    date(2024, 2, 29),
    datetime(2024, 1, 1, 3, 4, 5, 6, tzinfo=UTC),
    time(12),
    timedelta(days=1),
    OrderedDict(b=1, a=2),
    Counter("aab"),
    defaultdict(int, a=1),
    ChainMap({"a": 1}, {"b": 2}),
    UserDict(a=1),
    UserList([1]),
    deque([1, 2], maxlen=2),
    bytearray(b"a"),
    MappingProxyType({"a": 1}),
    {"a": 1}.keys(),
    {"a": 1}.values(),
    {"a": 1}.items(),
    Path("a/b"),
    UUID(int=5),
    np.array(None, dtype=object),
    np.array(["a", "bc"]),
    np.array([[1, "a"], [None, 2]], dtype=object),
    np.datetime64("2024-01-01"),
    np.arange("2024-01", "2024-05", dtype="datetime64[M]"),
    {Fraction(1, 2): 1, date(2024, 1, 1): [deque([Decimal(1)])]},
]

FRAME = pd.DataFrame(
    {
        "n": [1, 2, 3],
        "x": [1.5, None, 2.5],
        "text": ["a", "b", None],
        "day": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"]),
        "kind": pd.Categorical(["lo", "hi", "lo"], categories=["lo", "hi"], ordered=True),
    }
)
TABLES = {
    "series": pd.Series([1, 2, 3], name="n"),
    "series of text": pd.Series(["a", None], index=["x", "y"]),
    "series of anything": pd.Series([1, "a", None], dtype=object),
    "series with missing": pd.Series([1, None], dtype="Int64"),
    "series of spans": pd.Series([pd.Timedelta("1h"), pd.NaT]),
    "series of types": pd.Series([np.dtype("int64"), np.dtype("float64")], index=["a", "b"]),
    "empty series": pd.Series([], dtype=float),
    "counts": FRAME.kind.value_counts(),
    "bins": pd.cut(pd.Series([1, 2, 3]), 2),
    "frame": FRAME,
    "frame by text": FRAME.set_index("text"),
    "frame of nothing": pd.DataFrame(),
    "frame with a name twice": pd.DataFrame([[1, 2.0]], columns=["a", "a"]),
    "groups": FRAME.groupby(["n", "text"]).x.sum(),
    "described": FRAME.describe(),
    "range": pd.RangeIndex(1, 9, 2, name="r"),
    "days": pd.date_range("2024-01-01", periods=3),
    "columns": FRAME.columns,
}
NUMBERS = [
    pd.Timestamp("2024-01-01 03:04").as_unit("s"),
    pd.Timedelta("1D"),
    pd.Interval(0, 1.5),
    pd.NaT,
    pd.NA,
    np.dtype("<f8"),
    sympy.Integer(3),
    sympy.Rational(-1, 3),
    sympy.S.Half,
    sympy.Float("1.1", 30),
    {sympy.Integer(2): pd.Timestamp("2024-01-01")},
]


def nothing_else(value):
    """What isn't data has no business here."""
    raise TypeError(value)


def crossed(value):
    """A value at the other end of the channel."""
    sent = m.encode(m.Answer(Packer(nothing_else).pack(value), []))
    return unpack(m.decode_reply(sent).value, nothing_else)


@pytest.mark.parametrize("value", VALUES, ids=[type(value).__name__ for value in VALUES])
def test_value_crosses_as_what_it_is(value):
    """Its type, its items and their order."""
    there = crossed(value)

    assert type(there) is type(value)
    assert repr(there) == repr(value)


@pytest.mark.parametrize("value", NUMBERS, ids=[type(value).__name__ for value in NUMBERS])
def test_number_of_a_library_crosses_as_what_it_is(value):
    """Where the instructor's cells have imported the library."""
    there = crossed(value)

    assert type(there) is type(value)
    assert repr(there) == repr(value)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_table_crosses_by_value(table):
    """Its items, their types, names and order, so that its tests run outside."""
    there = crossed(table)

    same = {
        pd.DataFrame: pd.testing.assert_frame_equal,
        pd.Series: pd.testing.assert_series_equal,
    }.get(type(table), pd.testing.assert_index_equal)
    assert type(there) is type(table)
    same(there, table)
    assert getattr(there, "freq", None) == getattr(table, "freq", None)


@pytest.mark.parametrize(
    "value", [sympy.pi, sympy.Symbol("x") + 1, pd.Series(pd.date_range("2024", tz="UTC", periods=1))]
)
def test_what_is_no_data_stays_where_it_is(value):
    """A symbol, a number with a name, a zone with rules of its own."""
    with pytest.raises(TypeError):
        Packer(nothing_else).pack(value)


def test_named_tuple_keeps_its_names():
    """Its class is made anew; the student's own isn't known here."""
    there = crossed(Point(1, [2]))

    assert (there.x, there.y, there) == (1, [2], (1, [2]))
    assert type(there).__name__ == "Point"


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("bytearray", [10**9]),  # would take that much memory
        ("Fraction", ["1e99999999", 1]),  # would take for ever
        ("Decimal", ["1e999999999"]),
        ("deque", [[1], "x"]),
        ("namedtuple", ["A", ['__import__("os").abort()'], [1]]),
        ("pandas.Series", [1]),
        ("pandas.Index", [["a"], "object", None, "x" * 1000]),
        ("sympy.Float", [0, 1, 10**9, 53]),  # would take that much memory as a whole number
        ("dtype", ["O,O"]),
        ("os.system", ["true"]),
        ("array", [[2], "<U9999", ["a"] * 100_000]),
    ],
)
def test_parts_that_make_no_value_are_none(kind, parts):
    """Whoever sends them has a value that can't be checked."""
    seen = unpack(m.Typed(kind, parts), lambda message: message)

    assert isinstance(seen, m.Opaque)


def test_class_of_a_students_is_no_kind():
    """One that is derived from a kind has methods of its own."""

    class Third(Fraction):
        def __eq__(self, other):
            return True

    with pytest.raises(TypeError):
        Packer(nothing_else).pack(Third(1, 3))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("235146"), 235146.0),
        (Fraction(1, 2), 0.5),
        (deque([1, 2]), [1, 2]),
        (UserList([1]), [1]),
        (UserDict(a=1), {"a": 1}),
        (range(3), [0, 1, 2]),
        ({"a": 1}.keys(), ["a"]),
        (bytearray(b"a"), b"a"),
        (np.array([[1, 2]], dtype=object), [[1, 2]]),
    ],
)
def test_check_takes_it_as_plain_data(value, expected):
    """An answer of an exercise may come in any of them."""
    assert plain(crossed(value)) == expected
