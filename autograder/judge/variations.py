"""What a wrong answer may do to a right one's arguments, or to its results: each with its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercise.values import Raised, as_numbers

Apply = Callable[[Any], Any]


class Inapplicable(Exception):
    """A change that means nothing for this value."""


@dataclass(frozen=True)
class Variation:
    """A change of results, or of an argument.

    Attributes:
        id: its name in results.
        words: of results, what comes after "the right ones, but"; of an argument, which is {}, what comes
            after "a right one that gets".
        apply: changes one value. Raises Inapplicable.
        ask: what a student may ask themselves.
    """

    id: str
    words: str
    apply: Apply
    ask: str

    def of(self, value: Any) -> Any:
        """A value changed; one for which that means nothing is an error."""
        try:
            return value if isinstance(value, Raised) else self.apply(value)
        except (Inapplicable, ValueError, IndexError, TypeError, AttributeError) as error:
            return Raised.of(error)

    def applies_to(self, value: Any) -> bool:
        """Whether it means anything for this value."""
        return not isinstance(self.of(value), Raised)


def always(function: Callable[..., Any]) -> Variation:
    """The same function in place of any."""
    name = getattr(function, "__name__", "the same function")
    words = f"{name} for {{}}, whatever it is called with"
    return Variation(
        f"always-{name}", words, lambda value: function if callable(value) else value, "Where do you use {}?"
    )


def _of_numbers(change: Apply, *, axes: int) -> Apply:
    def changed(value: Any) -> Any:
        numbers = value if type(value) is np.ndarray else as_numbers(value)
        if numbers is None or numbers.ndim < axes:
            raise Inapplicable
        return change(numbers)

    return changed


def _numbers(change: Apply) -> Apply:
    return _of_numbers(change, axes=0)


def _axes(change: Apply) -> Apply:
    """Of arrays with an axis or more."""
    return _of_numbers(change, axes=1)


def _items(change: Apply) -> Apply:
    """Of arrays with an axis or more, and of lists of anything else."""

    def changed(value: Any) -> Any:
        is_list = isinstance(value, list | tuple) and as_numbers(value) is None
        return change(value) if is_list else _axes(change)(value)

    return changed


def _of(*kinds: type) -> Callable[[Apply], Apply]:
    """Of values of these very types."""

    def only(change: Apply) -> Apply:
        def changed(value: Any) -> Any:
            if type(value) not in kinds:
                raise Inapplicable
            return change(value)

        return changed

    return only


_text, _whole, _mapping = _of(str), _of(int), _of(dict)


def _values(change: Apply) -> Apply:
    """Of what a dictionary has under its keys."""
    return _mapping(lambda found: {key: change(value) for key, value in found.items()})


def _batch(change: Apply) -> Apply:
    """Of arrays with two axes or more; others stay as they are."""
    return _of_numbers(lambda numbers: change(numbers) if numbers.ndim > 1 else numbers, axes=0)


def _not(value: Any) -> Any:
    if not isinstance(value, bool | np.bool_):
        raise Inapplicable
    return not value


def _other_way_round(value: Any) -> Any:
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise Inapplicable
    return value[::-1]


def _reversed(value: Any) -> Any:
    return value[..., ::-1] if isinstance(value, np.ndarray) else value[::-1]


def _rounded(digits: int) -> Apply:
    return _numbers(lambda numbers: np.round(numbers, digits))


def _list(change: Apply) -> Apply:
    def changed(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise Inapplicable
        return change(value)

    return changed


def _arrays(change: Apply) -> Apply:
    """Of a number with a point, an array, or each array of a list."""

    def changed(value: Any) -> Any:
        if isinstance(value, list | tuple) and value and all(isinstance(one, np.ndarray) for one in value):
            return [change(one) for one in value]
        if not isinstance(value, np.ndarray | float):
            raise Inapplicable
        return change(value)

    return changed


def _array(change: Apply, *, axes: range) -> Apply:
    """Of an array with so many axes; others stay as they are."""

    def changed(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            raise Inapplicable
        return change(value) if value.ndim in axes else value

    return changed


def _rows(change: Apply) -> Apply:
    return _array(change, axes=range(2, 9))


def _vector(change: Apply) -> Apply:
    return _array(change, axes=range(1, 2))


def _idle(value: Any) -> Any:
    if not callable(value):
        raise Inapplicable
    return lambda z: z


def _table(groups: Mapping[str, tuple[tuple[str, str, Apply], ...]]) -> tuple[Variation, ...]:
    """Changes, each group with one question."""
    return tuple(Variation(*row, ask) for ask, rows in groups.items() for row in rows)


_TEXTS = (
    ("upper", "in capital letters", _text(str.upper)),
    ("lower", "in small letters", _text(str.lower)),
    ("stripped", "without blanks at the ends", _text(str.strip)),
    ("no-first-character", "without the first character", _text(lambda v: v[1:])),
    ("no-last-character", "without the last character", _text(lambda v: v[:-1])),
    ("first-character", "only the first character of each", _text(lambda v: v[0])),
    ("last-character", "only the last character of each", _text(lambda v: v[-1])),
    ("text-backwards", "read backwards", _text(lambda v: v[::-1])),
)
RESULTS = _table(
    {
        "When should it be True?": (("not", "the other way round", _not),),
        "Where does the sign come from?": (
            ("negated", "with the opposite sign", _numbers(np.negative)),
            ("absolute", "without their signs", _numbers(np.abs)),
            ("clipped", "with 0 in place of what is negative", _numbers(lambda r: np.maximum(r, 0))),
        ),
        "What should be in a row?": (
            ("transposed", "transposed where they have two axes", _batch(np.transpose)),
            ("rows-backwards", "with the rows in reversed order", _batch(lambda r: r[::-1])),
            ("backwards", "with the entries in reversed order", _items(_reversed)),
            ("sorted", "sorted", _items(lambda r: np.sort(r) if isinstance(r, np.ndarray) else sorted(r))),
            ("pair-backwards", "the other way round", _other_way_round),
        ),
        "Is there a power or a root too many, or too few?": (
            ("squared", "squared", _numbers(np.square)),
            ("root", "under a square root", _numbers(np.sqrt)),
            ("reciprocal", "turned over: 1 divided by them", _numbers(lambda r: 1 / r)),
        ),
        "What is subtracted from 1?": (
            ("complement", "subtracted from 1", _numbers(lambda r: 1 - r)),
            ("square-complement", "squared and subtracted from 1", _numbers(lambda r: 1 - r**2)),
        ),
        "What takes the decimals away?": (
            ("whole", "without their decimals", _numbers(np.trunc)),
            ("rounded", "rounded to whole numbers", _rounded(0)),
            *((f"rounded-{n}", f"rounded to {n} decimal{'s' * (n > 1)}", _rounded(n)) for n in range(1, 5)),
        ),
        "What becomes of the others?": (
            ("first-row", "only the first row of each", _batch(lambda r: r[0])),
            ("last-row", "only the last row of each", _batch(lambda r: r[-1])),
            ("first", "only the first entry of each", _items(lambda r: r[0])),
            ("last", "only the last entry of each", _items(lambda r: r[-1])),
            ("one", "cut off after the first entry", _items(lambda r: r[:1])),
            ("last-one", "cut off before the last entry", _items(lambda r: r[-1:])),
            ("no-first", "without the first entry", _items(lambda r: r[1:])),
            ("no-last", "without the last entry", _items(lambda r: r[:-1])),
        ),
        "Which shape is expected?": (
            ("row-sum", "with all rows of each added up", _batch(lambda r: r.sum(0))),
            ("row-mean", "averaged over the rows of each", _batch(lambda r: r.mean(0))),
            ("axis-sum", "added up along their first axis", _axes(lambda r: r.sum(0))),
            ("axis-mean", "averaged along their first axis", _axes(lambda r: r.mean(0))),
            ("sum", "each added up to one number", _axes(np.sum)),
            ("mean", "each averaged to one number", _axes(np.mean)),
            ("column-sum", "with each row added up", _axes(lambda r: r.sum(-1))),
            ("column-mean", "with each row averaged", _axes(lambda r: r.mean(-1))),
            ("cumulated", "added up one after another", _axes(lambda r: np.cumsum(r, -1))),
            ("flat", "in one row each", _numbers(np.ravel)),
            ("two-axes", "with two axes even where one is expected", _numbers(np.atleast_2d)),
            ("axis-more", "with one axis more", _numbers(lambda r: r[None])),
            ("column", "as columns", _numbers(lambda r: r[..., None])),
            ("axis-less", "without the axes of length 1", _numbers(np.squeeze)),
        ),
        "Of which type should they be?": (
            ("text", "in quotes: text", _of(bool, int, float)(str)),
            ("no-text", "without quotes: numbers", _text(float)),
        ),
        "What is asked for: the entries, or how many?": (
            ("count", "counted: how many entries each has", _of(list, tuple, dict, set, str)(len)),
            ("keys", "the keys alone", _mapping(list)),
        ),
        "What is the value of each key?": (
            ("values-one", "with 1 in place of each value", _values(lambda _: 1)),
            ("values-zero", "with 0 in place of each value", _values(lambda _: 0)),
            ("values-less", "with each value smaller by 1", _values(lambda v: v - 1)),
            ("values-more", "with each value larger by 1", _values(lambda v: v + 1)),
        ),
        "Which characters should be there, in which order?": _TEXTS,
    }
)
LISTS = _table(
    {
        "What becomes of the first entry?": (
            ("no-first", "{} without the first entry", _list(lambda v: v[1:])),
            ("no-first", "{} without the first of several entries", _list(lambda v: v[1:] or v)),
        ),
        "What becomes of the last entry?": (
            ("no-last", "{} without the last entry", _list(lambda v: v[:-1])),
            ("no-last", "{} without the last of several entries", _list(lambda v: v[:-1] or v)),
        ),
        "In which order do you go through {}?": (
            ("backwards", "{} in reversed order", _list(lambda v: v[::-1])),
        ),
        "What becomes of the others?": (
            ("one", "only the first entry of {}", _list(lambda v: v[:1])),
            ("two", "only the first two entries of {}", _list(lambda v: v[:2])),
            ("last-one", "only the last entry of {}", _list(lambda v: v[-1:])),
            ("last-two", "only the last two entries of {}", _list(lambda v: v[-2:])),
        ),
    }
)
ARGUMENTS = (
    *LISTS,
    *_table(
        {
            "How do you use {}?": (
                ("zero", "0 in place of {}", _arrays(lambda v: 0 * v)),
                ("negated", "−{} in place of {}", _arrays(lambda v: -v)),
                ("absolute", "the absolute values of {}", _arrays(np.abs)),
                ("doubled", "2 · {} in place of {}", _arrays(lambda v: 2 * v)),
                ("halved", "{} / 2 in place of {}", _arrays(lambda v: v / 2)),
                ("transposed", "{} transposed", _arrays(np.transpose)),
                ("idle", "for {} a function that changes nothing", _idle),
            ),
            "Where do you begin with {}, and where do you end?": (
                ("one-less", "{} − 1 in place of {}", _whole(lambda v: v - 1)),
                ("one-less", "{} − 1 in place of {} where it isn't 0", _whole(lambda v: v and v - 1)),
                ("one-more", "{} + 1 in place of {}", _whole(lambda v: v + 1)),
            ),
            "Which characters of {} matter?": tuple(
                (id, f"{{}} {words.replace(' of each', '')}", change) for id, words, change in _TEXTS
            ),
            "What becomes of the other rows?": (
                ("first-row", "only the first row of {} where it has several", _rows(lambda v: v[0])),
                ("last-row", "only the last row of {} where it has several", _rows(lambda v: v[-1])),
                ("no-first-row", "{} without its first row", _rows(lambda v: v[1:])),
                ("no-last-row", "{} without its last row", _rows(lambda v: v[:-1])),
            ),
            "What becomes of the other entries?": (
                ("first-entry", "only the first entry of {}", _arrays(lambda v: v.ravel()[:1])),
                ("last-entry", "only the last entry of {}", _arrays(lambda v: v.ravel()[-1:])),
            ),
            "Which entry of {} belongs to which result?": (
                ("entries-backwards", "{} in reversed order", _vector(lambda v: v[::-1])),
                ("sum", "the sum of {} in place of each entry", _vector(lambda v: np.full_like(v, v.sum()))),
                ("entry", "the first entry of {} in place of each", _vector(lambda v: np.full_like(v, v[0]))),
            ),
        }
    ),
)
