"""In which way a result is wrong beside the reference's, and what is said of it.

Of a plot it is what it lacks: labels, entries of the legend. Whether it shows the right numbers a check alone
can tell, with inputs that were chosen for that: no smaller case is looked for there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.exercise import Drawing, expect_equal, expect_truth
from autograder.exercise.expect import collecting
from autograder.exercise.values import Raised, as_numbers, same_numbers, show
from autograder.judge.subject import Handle

_COARSE = {"rtol": 1e-4, "atol": 1e-4}  # what differs by more is wrong to any check


def failure(result: Any, right: Any) -> str:
    """In which way a result is wrong: other results that are wrong in this way are as good an example."""
    if isinstance(result, Raised):
        return f"raised {result.kind}"
    if isinstance(right, Drawing):
        return _lacking(result, right)
    if result is None or isinstance(result, Handle):
        return "" if type(result) is type(right) else "nothing" if result is None else "an object"
    if isinstance(right, dict):
        if not isinstance(result, dict):
            return "no dictionary"
        missing = [key for key in right if key not in result]
        return (
            "keys" if missing else next(filter(None, (failure(result[key], right[key]) for key in right)), "")
        )
    numbers, others = as_numbers(result), as_numbers(right)
    if others is None or isinstance(right, Handle):
        return ""
    if numbers is None or numbers.shape != others.shape:
        return "no numbers" if numbers is None else "shape"
    return "" if same_numbers(numbers, others, **_COARSE) else "value"


def strange(right: Any) -> bool:
    """Whether a right result is none to learn from: not a finite number."""
    numbers = as_numbers(right)
    return numbers is not None and not np.isfinite(numbers).all()


def said(result: Any, right: Any, of: str) -> str:
    """What a result is, in the words of the expectations; of a dictionary, the first entry that is wrong."""
    if isinstance(result, Handle):
        return f"It gave {result.what}."
    if isinstance(result, dict) and isinstance(right, dict):
        for key in right:
            if key in result and failure(result[key], right[key]):
                return said(result[key], right[key], f'{of}["{key}"]')
    if isinstance(result, Drawing) and isinstance(right, Drawing):
        return f"{_lacking(result, right)}."
    gave = f"{of} was {show(result)}" if of else f"It gave {show(result)}"
    if isinstance(right, tuple | Drawing) and result is not None and not isinstance(result, Raised):
        return f"{gave}{_expected(result, right)}."
    numbers = as_numbers(right)
    with collecting(lambda: "") as notes:
        if numbers is not None and numbers.dtype.kind == "b" and not numbers.ndim:
            expect_truth(result, bool(right))
        elif numbers is not None or isinstance(result, Raised) or result is None:
            expect_equal(result, 0.0 if numbers is None else right, of=of, **_COARSE)
    if notes:
        return notes[0].seen
    return f"{gave}."


def _expected(result: Any, right: Any) -> str:
    """Which form was expected, where the result has another."""
    if isinstance(right, Drawing):
        return ", but an Axes was expected"
    kinds = {type(item).__name__ for item in right}
    if isinstance(result, tuple | list | np.ndarray) and len(result) == len(right):
        groups = (tuple, list, np.ndarray)
        if all(isinstance(item, groups) for item in result) >= all(
            isinstance(item, groups) for item in right
        ):
            return ""
    group = "a pair of" if len(right) == len("ab") else f"{len(right)}"
    return f", but {group} {kinds.pop()}s was expected" if len(kinds) == 1 else ""


def _lacking(result: Any, right: Drawing) -> str:
    """What a plot lacks that the right one has; empty if that is nothing."""
    if not isinstance(result, Drawing):
        return f"no Axes but {'nothing' if result is None else 'an object'}"
    for axis in ("x", "y"):
        if getattr(right, f"{axis}label") and not getattr(result, f"{axis}label"):
            return f"The {axis} axis has no label"
    entries, others = ([text for text in one.entries if text.strip()] for one in (result, right))
    if len(set(entries)) < min(len(set(others)), 2):
        return f"The legend has {'one entry' if entries else 'no entries'}"
    return ""
