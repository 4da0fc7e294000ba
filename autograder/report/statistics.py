"""Item analysis, as classical test theory has it.

An item is correlated with the points of all others, without itself. For fewer than three students, or where
all points are equal, there is no number but a reason.

Crocker and Algina, Introduction to Classical and Modern Test Theory, chapter 14: item difficulty and item
discrimination.

Both have 95 % confidence intervals, as if the class were drawn from all who might take the course:

- The difficulty has Wilson's score interval (Wilson, JASA 22, 1927), which holds in small classes too (Brown,
  Cai and DasGupta, Statistical Science 16, 2001). It takes the variance of points for p (1 − p), which no
  variable between 0 and 1 exceeds: with partial points it is too wide rather than too narrow.
- The discrimination has Fisher's: artanh r ± 1.96 / √(n − 3) (Fisher, Metron 1, 1921). It needs four
  students, and there is none for r = ±1, where artanh is infinite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WEAK = 0.2  # a discrimination below it is looked at: Ebel and Frisbie, Essentials of Educational Measurement
HARD, EASY = 0.3, 0.95
FEWEST = 3  # of two students' points the correlation is always 1, −1 or undefined
_NO_SPREAD = 1e-9
_Z = 1.959964  # of the normal distribution, 95 % lie within ±_Z

Interval = tuple[float, float]


@dataclass(frozen=True)
class ItemStatistics:
    """How a class did in one item.

    Attributes:
        count: students whose points are known.
        difficulty: the item difficulty index p, the mean share of the points, 0 to 1: the higher, the
            easier. None where nobody's points are known.
        difficulty_interval: of the difficulty, 95 %; None where there is none.
        discrimination: the corrected item–total correlation, −1 to 1. None where there is none.
        discrimination_interval: of the discrimination, 95 %; None where there is none.
        why_not: why there is no discrimination.
        full: students with all points.
        none: students with no points.
    """

    count: int
    difficulty: float | None
    difficulty_interval: Interval | None
    discrimination: float | None
    discrimination_interval: Interval | None
    why_not: str
    full: int
    none: int

    @property
    def weak(self) -> bool:
        """Whether the discrimination is too low, all of its interval says."""
        return self.discrimination_interval is not None and self.discrimination_interval[1] < WEAK

    @property
    def remark(self) -> str:
        """What the numbers ask the instructor to look at, where all of an interval says so; else nothing."""
        difficulty, discrimination = self.difficulty_interval, self.discrimination_interval
        if discrimination is not None and discrimination[1] < 0:
            return "strong students lose points here: check the task and its tests"
        if difficulty is not None and difficulty[1] < HARD:
            return "hard: most points are lost"
        if difficulty is not None and difficulty[0] > EASY:
            return "easy: it tells few apart"
        return "says little about the rest" if self.weak else ""


def wilson(share: float, count: int) -> Interval:
    """The interval of a mean share of so many students."""
    middle = share + _Z**2 / (2 * count)
    half = _Z * math.sqrt(share * (1 - share) / count + (_Z / (2 * count)) ** 2)
    scale = 1 + _Z**2 / count
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def fisher(correlation: float, count: int) -> Interval | None:
    """The interval of a correlation over so many students; None where there is none."""
    if count < 4 or abs(correlation) > 1 - _NO_SPREAD:
        return None
    middle, half = math.atanh(correlation), _Z / math.sqrt(count - 3)
    return math.tanh(middle - half), math.tanh(middle + half)


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
    difficulty = float(share.mean()) if len(share) else None
    rest = _rest(points, maxima, item)
    discrimination, why_not = _correlation(own, rest)
    both = int((known & ~np.isnan(rest)).sum())
    return ItemStatistics(
        count=len(share),
        difficulty=difficulty,
        # points beyond the maximum, which a person may give, are no share
        difficulty_interval=wilson(min(1.0, max(0.0, difficulty)), len(share))
        if difficulty is not None
        else None,
        discrimination=discrimination,
        discrimination_interval=fisher(discrimination, both) if discrimination is not None else None,
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
