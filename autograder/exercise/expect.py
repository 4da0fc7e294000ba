"""What a check says about an answer.

An expectation that isn't met is noted, and the check goes on: the answers to all of a check's
calls are needed to recognise a misconception. The first note is what the student reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercise.values import Raised, as_numbers, same_numbers, several, show


@dataclass(frozen=True)
class Note:
    """An expectation that wasn't met: what was asked of the answer, and what came back.

    Attributes:
        asked: what was asked.
        seen: what came back.
        known_as: id of the misconception that the check knows this by.
        done: how much the check had done with the answer; 0 where that isn't counted.
    """

    asked: str
    seen: str
    known_as: str | None = None
    done: int = 0


@dataclass
class Notes:
    """The notes of one check.

    Args:
        asked: tells what was asked of the answer last.
        done: tells how much was done with it.
    """

    asked: Callable[[], str]
    done: Callable[[], int]
    notes: list[Note]


_current: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def collecting(asked: Callable[[], str], done: Callable[[], int] = int) -> Iterator[list[Note]]:
    """Collect what expectations note while a check runs."""
    notes = Notes(asked, done, [])
    token = _current.set(notes)
    try:
        yield notes.notes
    finally:
        _current.reset(token)


def expect(condition: Any, note: str, *, known_as: str | None = None) -> bool:
    """Note what is wrong unless the condition holds; the condition is the check's own, not the student's.

    Args:
        condition: whether the promise is kept.
        note: what was seen, for the student; never what was expected of a value.
        known_as: id of the misconception that shows itself here, for answers that no other gives again to
            the letter, as drawings.

    Returns:
        The condition, so that a check may leave out what makes no sense without it.
    """
    holds = bool(condition)
    if not holds:
        _note(note, known_as)
    return holds


def expect_equal(got: Any, expected: Any, *, rtol: float = 1e-6, atol: float = 1e-8, of: str = "") -> bool:
    """Expect numbers: the same shape, the same values up to rounding. Lists count as arrays.

    Args:
        got: the answer.
        expected: what the reference gives; never shown.
        rtol: relative tolerance, as in numpy.allclose.
        atol: absolute tolerance, likewise.
        of: what was compared, where it isn't the call's result itself: "z", "the mean".
    """
    expected_numbers = np.asarray(expected)
    numbers = None if _unusable(got, of) else as_numbers(got)
    if numbers is None:
        if not _unusable(got, of, note=True):
            _note(f"{_subject(of)} {show(got)}, but {_kind(expected_numbers)} was expected.")
        return False
    if numbers.shape != expected_numbers.shape:
        _note(f"{_subject(of)} {_shaped(got, numbers)}, but {_kind(expected_numbers)} was expected.")
        return False
    return expect(
        not np.isnan(numbers).any() and same_numbers(numbers, expected_numbers, rtol=rtol, atol=atol),
        f"{_subject(of)} {show(got)}.",
    )


def expect_truth(got: Any, expected: bool) -> bool:
    """Expect a truth value: True or False, of Python's or NumPy's, or the numbers 1 and 0."""
    if _unusable(got, "", note=True):
        return False
    numbers = as_numbers(got)
    if numbers is None or numbers.ndim or numbers.item() not in (0, 1):
        _note(f"{_subject('')} {show(got)}, but True or False was expected.")
        return False
    return expect(bool(numbers) == expected, f"{_subject('')} {show(got)}.")


def expect_shape(got: Any, expected: Any) -> bool:
    """Expect a shape, or several: tuples or lists of whole numbers."""
    return expect_equal(got, np.asarray(expected, dtype=int), rtol=0, atol=0)


def other_form(got: Any, right: Any) -> str:
    """What is said of a value that has another form than the right one; empty where it has the same.

    Numbers of one shape have one form, and mappings with the right keys, whatever the values are.
    """
    if isinstance(got, Raised):
        return "" if isinstance(right, Raised) else f"It raised {_shown(got)}"
    if got is None:
        return "" if right is None else f"It gave None{_NO_RETURN}"
    numbers, right_numbers = as_numbers(got), as_numbers(right)
    if right_numbers is not None:
        same = numbers is not None and numbers.shape == right_numbers.shape
        return "" if same else f"It gave {show(got)}, but {_kind(right_numbers)} was expected."
    if isinstance(right, Mapping):
        same = isinstance(got, Mapping) and all(
            key in got and not other_form(got[key], value) for key, value in right.items()
        )
        return "" if same else f"It gave {show(got)}, which doesn't have the expected form."
    return ""


def _unusable(got: Any, of: str, *, note: bool = False) -> bool:
    if isinstance(got, Raised):
        if note and got.kind == "ProcessEnded":
            _note(f"It {got.message}.")
        elif note:
            _note(f"{'Reading ' + of if of else 'It'} raised {_shown(got)}")
        return True
    if got is None:
        if note:
            _note(f"{_subject(of)} None{'.' if of else _NO_RETURN}")
        return True
    return False


def _shown(error: Raised) -> str:
    """An error, and the student's line that it came from."""
    return "\n".join(filter(None, (show(error), error.student_line)))


_NO_RETURN = " (is there a `return` on every path?)."


def _note(seen: str, known_as: str | None = None) -> None:
    current = _current.get()
    if current is None:
        raise AssertionError(seen)
    current.notes.append(Note(current.asked(), seen, known_as, current.done()))


def _subject(of: str) -> str:
    return f"{of} was" if of else "It gave"


def _kind(expected: np.ndarray) -> str:
    return f"an array of shape {expected.shape}" if expected.ndim else "a number"


def _shaped(got: Any, numbers: np.ndarray) -> str:
    if not numbers.ndim:
        return show(got)
    return f"an array of shape {numbers.shape}" if isinstance(got, np.ndarray) else several(got)
