"""Which numbers a drawing shows the distribution of, however it is drawn.

Bars, steps, areas and curves are all read the same way: as mass over an axis, upright or sideways. Drawn
mass and numbers are compared by the earth mover's distance: how far the one has to be moved, on average,
to become the other. In one dimension it is the area between the two cumulative curves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from autograder.exercise import Artist, Drawing

# In standard deviations of the numbers. A kernel density may smear by some of the first, and bars
# by half their width, of which no more than the second counts.
_SLACK = 0.2
_MAX_WIDTH = 0.4
_IN_VIEW = 0.95  # share of the numbers that the axis has to reach over
_MAX_ARTISTS = 80
_MAX_OTHERS = 6  # lines for means and the like; many more, and one of them is there by chance
_STEPS = 400


def shows(drawing: Drawing, distributions: Mapping[str, np.ndarray]) -> bool:
    """Whether a drawing shows the distributions of all these numbers, each by artists of its own.

    Args:
        drawing: the drawing.
        distributions: the numbers, by a word that a label may have for them. A label with
            another's word alone is a wrong label; any label without these words will do.
    """
    return any(_shows_along(along, drawing, distributions) for along in ("x", "y"))


def distance(left: np.ndarray, right: np.ndarray) -> float:
    """The earth mover's distance of two sets of numbers, in standard deviations of the left one."""
    levels = (np.arange(_STEPS) + 0.5) / _STEPS
    gaps = np.abs(np.quantile(left, levels) - np.quantile(right, levels))
    return float(gaps.mean() / np.std(left))


def _shows_along(along: str, drawing: Drawing, distributions: Mapping[str, np.ndarray]) -> bool:
    low, high = drawing.xlim if along == "x" else drawing.ylim
    if any(np.mean((low <= x) & (x <= high)) < _IN_VIEW for x in distributions.values()):
        return False
    choices = [_showing(along, drawing.artists, name, distributions) for name in distributions]
    if not all(choices):
        return False
    showing = frozenset().union(*(group for groups in choices for group in groups))
    view = np.linspace(low, high, 2)
    areas = (
        i
        for i, artist in enumerate(drawing.artists[:_MAX_ARTISTS])
        if i not in showing and _mass(artist, along, view, by_height=False) is not None
    )
    if sum(1 for _ in areas) > _MAX_OTHERS:
        return False
    return any(
        sum(len(group) for group in groups) == len(frozenset().union(*groups)) for groups in product(*choices)
    )


@dataclass(frozen=True)
class _Mass:
    """The mass that one artist draws: below each of some positions, and in all; the width of its pieces."""

    below: np.ndarray
    total: float
    width: float


def _showing(
    along: str, artists: tuple[Artist, ...], name: str, distributions: Mapping[str, np.ndarray]
) -> list[frozenset[int]]:
    """The groups of artists that show the numbers of this name and aren't called by another."""
    numbers = np.sort(np.ravel(distributions[name]))
    spread, reach = float(np.std(numbers)), float(np.ptp(numbers))
    positions = np.linspace(numbers[0] - reach, numbers[-1] + reach, _STEPS)
    exact = np.searchsorted(numbers, positions, side="right") / len(numbers)
    targets = (exact, _smoothed(numbers, positions))
    others = [word for word in distributions if word != name]
    found = []
    for by_height in (False, True):
        masses = {}
        for i, artist in enumerate(artists[:_MAX_ARTISTS]):
            mass = _mass(artist, along, positions, by_height=by_height)
            if mass is not None and not _called(artist.label, name, others):
                masses[i] = mass
        for group in _groups(artists, masses):
            members = [masses[i] for i in group]
            drawn = sum(mass.below for mass in members) / sum(mass.total for mass in members)
            gap = min(np.abs(drawn - target).sum() for target in targets) * (positions[1] - positions[0])
            width = max(mass.width for mass in members)
            if gap <= _SLACK * spread + min(width, _MAX_WIDTH * spread) / 2:
                found.append(frozenset(group))
    return list(dict.fromkeys(found))


def _smoothed(numbers: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """The share below each position of a kernel density that ends where the numbers do, as in a violin.

    The width of the kernel is Scott's (1992, "Multivariate Density Estimation").
    """
    width = np.std(numbers) * len(numbers) ** -0.2
    some = np.quantile(numbers, np.linspace(0, 1, 100))
    density = np.exp(-(((positions[:, None] - some) / width) ** 2) / 2).sum(axis=1)
    density[(positions < numbers[0]) | (positions > numbers[-1])] = 0
    return np.asarray(np.cumsum(density) / density.sum())


def _called(label: str, name: str, others: list[str]) -> bool:
    """Whether a label names something else."""
    label = label.casefold()
    return name not in label and any(word in label for word in others)


def _groups(artists: tuple[Artist, ...], masses: Mapping[int, _Mass]) -> Iterator[tuple[int, ...]]:
    """Artists that may belong together: drawn one after another, of one colour, or of one label."""
    numbers = list(masses)
    for start in range(len(numbers)):
        for stop in range(start + 1, len(numbers) + 1):
            yield tuple(numbers[start:stop])
    for colour in {artists[i].colour for i in numbers}:
        yield tuple(i for i in numbers if artists[i].colour == colour)
    for label in {artists[i].label for i in numbers} - {""}:
        yield tuple(i for i in numbers if artists[i].label == label)


def _mass(artist: Artist, along: str, positions: np.ndarray, *, by_height: bool) -> _Mass | None:
    """The mass that an artist draws along an axis; None if it draws no distribution along this one.

    Args:
        artist: the artist.
        along: "x" for an upright histogram, "y" for a sideways one.
        positions: where to cumulate.
        by_height: whether bars and the points of lines weigh by their height alone, as counts of bins
            do however wide they are; by area otherwise.
    """
    if not artist.pieces:
        return None
    x0, y0, x1, y1 = np.asarray(artist.pieces, dtype=float).T
    start, end, height, end_height = (x0, x1, y0, y1) if along == "x" else (y0, y1, x0, x1)
    direction = np.sign(end - start)
    width = np.abs(end - start)
    if artist.kind == "bars":
        height = end_height = end_height - height
        direction = np.ones_like(width)
    elif artist.kind != "area" and (direction > 0).any() and (direction < 0).any():
        return None  # goes to and fro: no curve over this axis
    seen = width[(width > 0) & (height + end_height != 0)]
    if artist.kind != "bars" and by_height:  # each point for itself
        start = end = np.append(start, end[-1:])
        height = end_height = np.append(height, end_height[-1:])
        width, direction = np.zeros_like(start), np.ones_like(start)
    low, high = np.minimum(start, end), np.maximum(start, end)
    at_low, at_high = np.where(start <= end, (height, end_height), (end_height, height))
    edges = np.append(positions, np.inf)[:, None]
    share = np.where(
        width > 0, (np.clip(edges, low, high) - low) / np.where(width > 0, width, 1), edges >= low
    )
    weight = direction * (1.0 if by_height else width)
    below = (weight * (at_low * share + (at_high - at_low) * share**2 / 2)).sum(axis=1)
    below, total = below[:-1] * np.sign(below[-1]), abs(float(below[-1]))
    if not np.isfinite(total) or total == 0 or np.diff(below).min() < -1e-3 * total:
        return None  # nothing, or partly below the base line
    return _Mass(below, total, float(np.median(seen)) if seen.size else 0.0)
