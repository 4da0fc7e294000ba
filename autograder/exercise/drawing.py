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
        left: the smallest x in data coordinates.
        right: the largest x.
        count: how many bars or points it has.
    """

    kind: str
    left: float
    right: float
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
        xs = [x for bar in bars for x in (bar.get_x(), bar.get_x() + bar.get_width())]
        found += _artist("bars", xs, len(bars))
    for patch in axes.patches:
        if id(patch) not in grouped and patch.get_visible():
            path = patch.get_transform().transform_path(patch.get_path())
            data = axes.transData.inverted().transform(path.vertices)[:, 0]
            found += _artist("area", data, len(data))
    for line in axes.lines:
        if line.get_visible():
            points = np.asarray(line.get_xdata(orig=False), dtype=float)
            found += _artist("line", points, points.size)
    for collection in axes.collections:
        if collection.get_visible():
            found += _collection(axes, collection)
    return found


def _collection(axes: Any, collection: Any) -> list[Artist]:
    offsets = np.asarray(collection.get_offsets(), dtype=float).reshape(-1, 2)
    paths = [path.vertices[:, 0] for path in collection.get_paths() if len(path.vertices)]
    if len(offsets) and offsets.any():
        return _artist("points", offsets[:, 0], len(offsets))
    if not paths:
        return []
    return _artist("area", np.concatenate(paths), len(paths))


def _artist(kind: str, xs: Any, count: int) -> list[Artist]:
    numbers = np.asarray(xs, dtype=float)
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return []
    return [Artist(kind, float(finite.min()), float(finite.max()), count)]
