"""Whatever a student's code returns becomes plain data before anything is decided about it."""

import enum
from collections import Counter, OrderedDict, UserDict, defaultdict, namedtuple
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pytest

from autograder.exercise import Raised
from autograder.exercise.values import NotData, as_numbers, plain, same, show, show_argument


class AlwaysEqual:
    """Says that it equals whatever it is compared with."""

    def __eq__(self, _other):
        return True

    def __ne__(self, _other):
        return False

    __hash__ = None


class LoudInt(int):
    """An int that equals everything and shows as something else."""

    def __eq__(self, _other):
        return True

    def __pos__(self):
        return "forged"

    def __repr__(self):
        return "forged"

    __hash__ = int.__hash__


class LoudStr(str):
    """A string that shows as another."""

    def __eq__(self, _other):
        return True

    def __str__(self):
        return "forged"

    __hash__ = str.__hash__


class LoudArray(np.ndarray):
    """An array that equals everything."""

    def __eq__(self, _other):
        return np.True_


class Colour(enum.IntEnum):
    """Numbers with names."""

    RED = 3


class Named(enum.StrEnum):
    """Words with names."""

    TANH = "tanh"


Point = namedtuple("Point", ["x", "y"])


def nested(depth):
    """A list in a list, so many times."""
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -2.5,
        1j,
        "tanh",
        b"bytes",
        [1, "a", None],
        (1, (2, 3)),
        {1, 2},
        frozenset({3}),
        {"a": [1]},
    ],
)
def test_plain_data_stays_as_it_is(value):
    """Built-in data is taken over unchanged."""
    taken = plain(value)

    assert taken == value
    assert type(taken) is type(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (LoudInt(3), 3),
        (Colour.RED, 3),
        (type("F", (float,), {})(2.5), 2.5),
        (type("C", (complex,), {})(1j), 1j),
        (LoudStr("tanh"), "tanh"),
        (Named.TANH, "tanh"),
        (np.str_("tanh"), "tanh"),
    ],
)
def test_subclasses_become_the_exact_type(value, expected):
    """A subclass with methods of its own can't stand in for a number or a text."""
    taken = plain(value)

    assert type(taken) is type(expected)
    assert expected == taken


def test_named_tuples_are_tuples():
    """A named tuple is a tuple of plain items."""
    taken = plain(Point(1, [Colour.RED]))

    assert type(taken) is tuple
    assert taken == (1, [3])


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize(
    "make",
    [
        np.matrix,
        lambda rows: np.array(rows).view(LoudArray),
        lambda rows: np.ma.masked_array(rows, mask=[[False, False]]),
    ],
    ids=["matrix", "array of the student's own", "masked array"],
)
def test_array_subclasses_become_base_arrays(make):
    """A matrix, a masked array or an array of the student's own is an array."""
    taken = plain(make([[1.0, 2.0]]))

    assert type(taken) is np.ndarray
    assert np.array_equal(taken, [[1.0, 2.0]])


def test_array_is_copied():
    """What the student's code does to its array later changes nothing."""
    buffer = np.zeros(3)

    taken = plain([buffer])
    buffer[:] = 7

    assert np.array_equal(taken[0], np.zeros(3))


def test_numpy_scalars_keep_their_precision():
    """A NumPy number stays one of its kind."""
    assert plain(np.float32(0.1)) == np.float32(0.1)
    assert plain(np.int64(2**62)) == 2**62
    assert plain(np.bool_(True)) == True  # noqa: E712 (a NumPy truth is not the singleton)


def test_object_array_becomes_a_list_of_its_items():
    """Arrays of objects are as plain as what is in them."""
    assert plain(np.array([1, "a", None], dtype=object)) == [1, "a", None]
    with pytest.raises(NotData):
        plain(np.array([1, len], dtype=object))


@pytest.mark.parametrize(
    "mapping",
    [
        OrderedDict(relu={"mean": 1.0}),
        defaultdict(dict, relu={"mean": 1.0}),
        UserDict(relu={"mean": 1.0}),
        MappingProxyType({"relu": MappingProxyType({"mean": 1.0})}),
        {LoudStr("relu"): UserDict(mean=1.0)},
    ],
)
def test_any_mapping_is_a_dict(mapping):
    """Whatever kind of mapping holds them, the entries count."""
    taken = plain(mapping)

    assert taken == {"relu": {"mean": 1.0}}
    assert type(taken) is dict
    assert type(taken["relu"]) is dict


def test_counter_is_a_dict():
    """Keys are taken over as plain data too."""
    assert plain(Counter([Colour.RED, Colour.RED])) == {3: 2}


@pytest.mark.parametrize("value", [object(), len, AlwaysEqual(), AlwaysEqual, iter([1]), ..., np])
def test_anything_else_is_no_data(value):
    """Objects, functions, classes and iterators aren't answers; nothing is asked of them."""
    with pytest.raises(NotData):
        plain(value)


def test_object_within_data_is_no_data():
    """One object deep inside is enough."""
    with pytest.raises(NotData, match="AlwaysEqual"):
        plain({"mean": [1.0, AlwaysEqual()]})


def test_nesting_has_an_end():
    """Twenty levels are taken, more and endless ones are not."""
    endless = []
    endless.append(endless)

    assert plain(nested(20)) == nested(20)
    for value in (nested(21), endless, {"a": nested(21)}):
        with pytest.raises(NotData, match="too deep"):
            plain(value)


class HashableList(list):
    """A list that can be a key."""

    __hash__ = object.__hash__


class BrokenList(list):
    """A list that can't be read."""

    def __iter__(self):
        raise RuntimeError("no")


class BrokenMapping(UserDict):
    """A mapping that can't be read."""

    def items(self):  # noqa: D102
        raise RuntimeError("no")


class Pretender:
    """An object that claims to be an int."""

    __class__ = int


class Untouchable:
    """An object of which nothing can be asked, not even its class."""

    def __getattribute__(self, name):
        raise RuntimeError(name)


@pytest.mark.parametrize(
    "make",
    [
        lambda: {HashableList([1]): 1},
        lambda: {HashableList([1])},
        lambda: BrokenList([1]),
        lambda: BrokenMapping(a=1),
        lambda: Pretender(),
        lambda: Untouchable(),
    ],
    ids=["list as key", "list in set", "broken list", "broken mapping", "pretender", "untouchable"],
)
def test_objects_that_misbehave_are_no_data(make):
    """Taking an answer over never raises anything but NotData: the fault isn't ours."""
    with pytest.raises(NotData):
        plain(make())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (True, True),
        (np.float32(0.5), 0.5),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        ((1, 2.5), [1, 2.5]),
        ([np.float64(1), np.array(2)], [1, 2]),
        ([], []),
        (1j, 1j),
        (10**30, 1e30),
        ([10**30, 1], [1e30, 1]),
        (2**64, float(2**64)),
        (np.array([1, 2.5], dtype=object), [1, 2.5]),
    ],
)
def test_numbers_are_an_array(value, expected):
    """Numbers and lists of them, whole numbers beyond 64 bits too, are numeric arrays."""
    numbers = as_numbers(value)

    assert isinstance(numbers, np.ndarray)
    assert numbers.dtype.kind in "biufc"
    assert np.array_equal(numbers, expected)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "3",
        b"3",
        ["1", "2"],
        [1, "2"],
        [1, None],
        [1, [2, 3]],
        [[1, 2], [3]],
        {"a": 1},
        {1, 2},
        Raised("E", "m"),
        pytest.param(10**400, id="400 digits"),
        [10**400],
        np.array(["a"]),
        np.array([None]),
        np.array(["2026-01-01"], dtype="datetime64[D]"),
    ],
)
def test_what_is_no_array_of_numbers_is_none(value):
    """Texts, ragged lists, mappings and numbers beyond floats are no numeric arrays."""
    assert as_numbers(value) is None


NAN, INF = float("nan"), float("inf")
ERROR, OTHER_ERROR = Raised("ValueError", "a"), Raised("TypeError", "b")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0),
        (True, 1),
        (1.0, 1.0 + 0.9e-6),
        (0.0, 0.9e-8),
        (NAN, NAN),
        (INF, INF),
        ([1, NAN, -INF], np.array([1, NAN, -INF])),
        ([1, 2], (1, 2)),
        ([], ()),
        (10**30, 1e30),
        ("tanh", "tanh"),
        (None, None),
        (ERROR, OTHER_ERROR),
        ({"a": [1, {"b": 2}]}, {"a": [1.0, {"b": 2.0}]}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ([[1], [1, 2]], ([1.0], np.array([1, 2]))),
        (["a", 1.0], ["a", 1.0 + 1e-9]),
        ([[1], ERROR], [[1], OTHER_ERROR]),
        ({1, 2}, {2, 1}),
    ],
)
def test_answers_alike_are_the_same(left, right):
    """Alike up to rounding, with errors where there are errors."""
    assert same(left, right)
    assert same(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 2),
        (1.0, 1.0 + 1.1e-6),
        (0.0, 1.1e-8),
        (NAN, 0.0),
        (INF, -INF),
        (INF, 1e308),
        ([1], 1),
        ([1, 2], [[1, 2]]),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (np.zeros(3), np.zeros((1, 3))),
        (np.zeros(0), np.zeros((0, 2))),
        ("tanh", "relu"),
        ("1", 1),
        (None, 0),
        (None, False),
        (ERROR, None),
        (ERROR, 1.0),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, {"a": 1, "b": 1}),
        ({"a": 1}, [("a", 1)]),
        ([[1], [1, 2]], [[1], [1, 3]]),
        ([[1], [1, 2]], [[1], [1, 2], []]),
        (["a"], "a"),
        ({1, 2}, [1, 2]),
        (b"a", "a"),
    ],
)
def test_answers_that_differ_are_not_the_same(left, right):
    """Another value, shape, key or kind is another answer."""
    assert not same(left, right)
    assert not same(right, left)


def test_tolerance_can_be_taken_away():
    """With no tolerance, the last digit counts."""
    assert same(1.0, 1.0, rtol=0, atol=0)
    assert not same(1.0, float(np.nextafter(1.0, 2.0)), rtol=0, atol=0)
    assert not same({"a": 1.0}, {"a": float(np.nextafter(1.0, 2.0))}, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (True, "True"),
        (235146, "235146"),
        (1 / 3, "0.3333"),
        (np.float64(1 / 3), "0.3333"),
        (np.float32(2.5), "2.5"),
        (NAN, "nan"),
        (-INF, "-inf"),
        (1e300, "1e+300"),
        (None, "None"),
        ("tanh", "'tanh'"),
        ([1, 2.5], "[1, 2.5]"),
        (np.array([[1.0, 1 / 3], [0, 1]]), "[[1, 0.3333], [0, 1]]"),
        (np.array(2.5), "2.5"),
        ([], "[]"),
        ({"a": 1}, "{'a': 1}"),
        (np.arange(12), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"),
        (list(range(13)), "a list of 13 numbers"),
        (np.zeros((100, 3)), "an ndarray of shape (100, 3)"),
        (Raised("ValueError", "no"), "ValueError: no"),
        (Raised("ValueError", ""), "ValueError"),
    ],
)
def test_values_are_shown_as_a_reader_needs_them(value, text):
    """Small ones in full with four digits, large ones by kind and shape."""
    shown = show(value).replace("an array of shape", "an ndarray of shape")

    assert shown == text


@pytest.mark.parametrize(
    "value",
    [
        "x" * 1000,
        ["ab"] * 1000,
        {"k" * 500: 1},
        pytest.param(10**499, id="499 digits"),
        pytest.param(10**5000, id="5000 digits"),
    ],
)
def test_long_texts_are_cut(value):
    """No answer fills the page, however long it is."""
    shown = show(value)

    assert 0 < len(shown) <= 300


def test_cut_text_says_so():
    """Where something was cut there is an ellipsis."""
    assert show("x" * 1000).endswith("x…")
    assert "…" not in show("x" * 200)


@pytest.mark.parametrize("value", [object(), AlwaysEqual(), lambda: 0, Decimal(1), Fraction(1, 2)])
def test_objects_are_shown_without_their_address(value):
    """A place in memory tells nobody anything, and is another one each time."""
    assert "0x" not in show(value)


def test_arguments_name_functions_and_shapes():
    """What was asked is shown as one would write it."""
    large, small = np.zeros((5, 4)), np.array([[1.0, 2.0]])

    assert show_argument(np.tanh) == "tanh"
    assert show_argument(len) == "len"
    assert show_argument([large, large.T]) == "[arrays of shape (5, 4), (4, 5)]"
    assert show_argument([small, small]) == "[[[1, 2]], [[1, 2]]]"
    assert show_argument(0.5) == "0.5"


def test_exception_is_data_with_a_bounded_message():
    """An exception is taken over by its type and message, even one whose message can't be read."""

    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no")

    assert Raised.of(ValueError("no such layer")) == Raised("ValueError", "no such layer")
    assert len(Raised.of(ValueError("x" * 10_000)).message) == 500
    assert Raised.of(Mute()).kind == "Mute"
    assert Raised.of(Mute()).message


def test_using_an_exception_gives_the_exception():
    """What is done to an answer that failed fails in the same way: a check needs no guard."""
    failed = Raised("ValueError", "no")
    failed.W = np.ones(3)

    assert failed(1, key=2) is failed
    assert failed.forward(1).z is failed
    assert failed == Raised("ValueError", "no")
