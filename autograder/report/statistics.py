"""Item analysis, as classical test theory has it.

An item is correlated with the points of all others, without itself. For fewer than three students, or where
all points are equal, there is no number but a reason.

Crocker and Algina, Introduction to Classical and Modern Test Theory, chapter 14: item difficulty and item
discrimination.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WEAK = 0.2  # a discrimination below it is looked at: Ebel and Frisbie, Essentials of Educational Measurement
FEWEST = 3  # of two students' points the correlation is always 1, −1 or undefined
_NO_SPREAD = 1e-9


@dataclass(frozen=True)
class ItemStatistics:
    """How a class did in one item.

    Attributes:
        count: students whose points are known.
        difficulty: the item difficulty index p, the mean share of the points, 0 to 1: the higher, the
            easier. None where nobody's points are known.
        discrimination: the corrected item–total correlation, −1 to 1. None where there is none.
        why_not: why there is none.
        full: students with all points.
        none: students with no points.
    """

    count: int
    difficulty: float | None
    discrimination: float | None
    why_not: str
    full: int
    none: int


def analyse(points: NDArray[np.float64], maxima: NDArray[np.float64]) -> list[ItemStatistics]:
    """The statistics of each item.

    The correlation is that of an item's points with the rest score: the points of all other items. With the
    item itself in the total, it would correlate with itself. Where some of a student's points aren't known,
    the rest score is the share of those that are.

    Args:
        points: shape (students, items); nan where they aren't known.
        maxima: shape (items,), what each item is worth, above zero.
    """
    return [_analyse(points, maxima, item) for item in range(len(maxima))]


def _analyse(points: NDArray[np.float64], maxima: NDArray[np.float64], item: int) -> ItemStatistics:
    own = points[:, item]
    known = ~np.isnan(own)
    share = own[known] / maxima[item]
    discrimination, why_not = _correlation(own, _rest(points, maxima, item))
    return ItemStatistics(
        count=len(share),
        difficulty=float(share.mean()) if len(share) else None,
        discrimination=discrimination,
        why_not=why_not,
        full=int((share >= 1 - _NO_SPREAD).sum()),
        none=int((share <= _NO_SPREAD).sum()),
    )


def _rest(points: NDArray[np.float64], maxima: NDArray[np.float64], item: int) -> NDArray[np.float64]:
    """Each student's share of the points of the other items, shape (students,); nan where none is known."""
    others = np.delete(points, item, axis=1)
    worth = np.where(np.isnan(others), 0.0, np.delete(maxima, item)).sum(axis=1)
    rest = np.full(len(points), np.nan)
    np.divide(np.nansum(others, axis=1), worth, out=rest, where=worth > 0)
    return rest


def _correlation(left: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[float | None, str]:
    """Pearson's, over the places where both are known; or None, and why."""
    both = ~(np.isnan(left) | np.isnan(right))
    left, right = left[both], right[both]
    if len(left) < FEWEST:
        return None, f"fewer than {FEWEST} students"
    if np.ptp(left) < _NO_SPREAD:
        return None, "all have the same points"
    if np.ptp(right) < _NO_SPREAD:
        return None, "all have the same points in the rest"
    return float(np.corrcoef(left, right)[0, 1]), ""


@dataclass(frozen=True)
class Summary:
    """Scores in five numbers, and how many there are."""

    count: int
    mean: float
    deviation: float | None
    median: float
    quartiles: tuple[float, float]
    extremes: tuple[float, float]


def summary(scores: list[float]) -> Summary | None:
    """Mean, sample standard deviation, median, quartiles, extremes; None for no scores."""
    if not scores:
        return None
    low, first, median, third, high = (float(value) for value in np.quantile(scores, [0, 0.25, 0.5, 0.75, 1]))
    deviation = float(np.std(scores, ddof=1)) if len(scores) > 1 else None
    return Summary(len(scores), float(np.mean(scores)), deviation, median, (first, third), (low, high))
