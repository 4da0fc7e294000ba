"""A plot as a plain description: what is drawn and how it is labelled, without matplotlib's objects."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Text:
    """A text of a plot, read as one reads matplotlib's."""

    text: str

    def get_text(self) -> str:
        """The text itself."""
        return self.text


@dataclass(frozen=True)
class Legend:
    """The legend's entries."""

    entries: tuple[str, ...]

    def get_texts(self) -> list[Text]:
        """The entries, as matplotlib's Legend gives them."""
        return [Text(entry) for entry in self.entries]


@dataclass(frozen=True)
class Artist:
    """One thing that is drawn: bars (a whole histogram), a line, an area, points.

    Attributes:
        kind: "bars", "line", "area", "points".
        x: the smallest and the largest x, in data coordinates.
        y: the smallest and the largest y.
        count: how many bars or points it has.
    """

    kind: str
    x: tuple[float, float]
    y: tuple[float, float]
    count: int


@dataclass(frozen=True)
class Drawing:
    """What one Axes shows. It answers the questions that a check asks a real Axes."""

    xlabel: str
    ylabel: str
    title: str
    legend: Legend | None
    artists: tuple[Artist, ...]

    def get_xlabel(self) -> str:
        """The label of the x axis; empty where there is none."""
        return self.xlabel

    def get_ylabel(self) -> str:
        """The label of the y axis; empty where there is none."""
        return self.ylabel

    def get_title(self) -> str:
        """The title; empty where there is none."""
        return self.title

    def get_legend(self) -> Legend | None:
        """The legend, or None."""
        return self.legend

    def __str__(self) -> str:
        kinds = ", ".join(artist.kind for artist in self.artists) or "nothing"
        entries = "no legend" if self.legend is None else f"legend entries {list(self.legend.entries)}"
        return f"Axes with {kinds}; x label {self.xlabel!r}, y label {self.ylabel!r}, {entries}"


def describe_axes(value: Any) -> Drawing | None:
    """Describe a matplotlib Axes; None for anything else. Never imports matplotlib by itself."""
    axes_module = sys.modules.get("matplotlib.axes")
    if axes_module is None or not isinstance(value, axes_module.Axes):
        return None
    legend = value.get_legend()
    return Drawing(
        xlabel=value.get_xlabel().strip(),
        ylabel=value.get_ylabel().strip(),
        title=value.get_title().strip(),
        legend=Legend(tuple(text.get_text() for text in legend.get_texts())) if legend else None,
        artists=tuple(_artists(value)),
    )


def _artists(axes: Any) -> list[Artist]:
    grouped: set[int] = set()
    found = []
    for container in axes.containers:
        bars = [patch for patch in getattr(container, "patches", ()) if patch.get_visible()]
        grouped.update(id(patch) for patch in bars)
        corners = [corner for bar in bars for corner in bar.get_bbox().get_points()]
        found += _artist("bars", corners, len(bars))
    for patch in axes.patches:
        if id(patch) not in grouped and patch.get_visible():
            path = patch.get_transform().transform_path(patch.get_path())
            outline = axes.transData.inverted().transform(path.vertices)
            found += _artist("area", outline, len(outline))
    for line in axes.lines:
        if line.get_visible():
            found += _artist("line", line.get_xydata(), len(line.get_xydata()))
    for collection in axes.collections:
        if collection.get_visible():
            found += _collection(collection)
    return found


def _collection(collection: Any) -> list[Artist]:
    offsets = np.asarray(collection.get_offsets(), dtype=float).reshape(-1, 2)
    if offsets.any():
        return _artist("points", offsets, len(offsets))
    outlines = [path.vertices for path in collection.get_paths() if len(path.vertices)]
    return _artist("area", np.concatenate(outlines), len(outlines)) if outlines else []


def _artist(kind: str, points: Any, count: int) -> list[Artist]:
    numbers = np.asarray(points, dtype=float).reshape(-1, 2)
    finite = numbers[np.isfinite(numbers).all(axis=1)]
    if not finite.size:
        return []
    (left, bottom), (right, top) = finite.min(axis=0).tolist(), finite.max(axis=0).tolist()
    return [Artist(kind, (left, right), (bottom, top), count)]
