"""A plot as a plain description: what is drawn and how it is labelled, without matplotlib's objects."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_PIECES = 4000


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
class Figure:
    """The figure around the Axes: its own legends, as in `axes.figure.legends`."""

    legends: tuple[Legend, ...] = ()


@dataclass(frozen=True)
class Artist:
    """One thing that is drawn and can be seen: bars (a whole histogram), a line, an area, points.

    Attributes:
        kind: "bars", "line", "area", "points".
        x: the smallest and the largest x, in data coordinates.
        y: the smallest and the largest y.
        count: how many bars or points it has.
        label: the legend's entry for it; empty where there is none.
        colour: as "#rrggbb".
        pieces: (x0, y0, x1, y1) each: two opposite corners of a bar, or the ends of a line from point to
            point, once around for an area. Empty for what isn't placed by data, such as axvline.
    """

    kind: str
    x: tuple[float, float]
    y: tuple[float, float]
    count: int
    label: str = ""
    colour: str = ""
    pieces: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True)
class Drawing:
    """What one Axes shows, with those laid over it by twinx. It answers as a real Axes does."""

    xlabel: str
    ylabel: str
    title: str
    legend: Legend | None
    artists: tuple[Artist, ...]
    figure: Figure = Figure()
    xlim: tuple[float, float] = (0.0, 1.0)
    ylim: tuple[float, float] = (0.0, 1.0)

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

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries of all legends, the figure's too."""
        legends = [*([self.legend] if self.legend else []), *self.figure.legends]
        return tuple(entry for legend in legends for entry in legend.entries)

    def __str__(self) -> str:
        kinds = ", ".join(artist.kind for artist in self.artists) or "nothing"
        entries = (
            f"legend entries {list(self.entries)}" if self.legend or self.figure.legends else "no legend"
        )
        return f"Axes with {kinds}; x label {self.xlabel!r}, y label {self.ylabel!r}, {entries}"


def describe_axes(value: Any) -> Drawing | None:
    """Describe a matplotlib Axes; None for anything else. Never imports matplotlib by itself."""
    axes_module = sys.modules.get("matplotlib.axes")
    if axes_module is None or not isinstance(value, axes_module.Axes):
        return None
    layers = [value, *_laid_over(value)]
    legends = [legend for axes in layers if (legend := axes.get_legend())]
    around = list(value.figure.legends)
    named = [entry for legend in [*legends, *around] for entry in _named_colours(legend)]
    return Drawing(
        xlabel=value.get_xlabel().strip(),
        ylabel=value.get_ylabel().strip(),
        title=value.get_title().strip(),
        legend=Legend(tuple(entry for legend in legends for entry in _entries(legend))) if legends else None,
        artists=tuple(artist for axes in layers for artist in _artists(axes, named)),
        figure=Figure(tuple(Legend(_entries(legend)) for legend in around)),
        xlim=_limits(value.get_xlim()),
        ylim=_limits(value.get_ylim()),
    )


def _laid_over(axes: Any) -> list[Any]:
    """The Axes in the same place that share its x axis, as twinx makes them."""
    place = axes.get_position().bounds
    shared = axes.get_shared_x_axes().get_siblings(axes)
    return [other for other in shared if other is not axes and other.get_position().bounds == place]


def _limits(limits: Any) -> tuple[float, float]:
    low, high = sorted(float(limit) for limit in limits)
    return low, high


def _entries(legend: Any) -> tuple[str, ...]:
    return tuple(text.get_text() for text in legend.get_texts())


def _named_colours(legend: Any) -> list[tuple[str, str]]:
    """The legend's entries, each with the colour beside it: that is how a reader finds what it names."""
    return [
        (name, _colour(handle)) for name, handle in zip(_entries(legend), legend.legend_handles, strict=False)
    ]


def _label(own: Iterable[Any], colour: str, named: list[tuple[str, str]]) -> str:
    """The legend's entry for an artist: its own label, or else the only entry of its colour."""
    names = {name for name, _ in named}
    for label in own:
        if label in names:
            return str(label)
    alike = {name for name, other in named if other == colour}
    return alike.pop() if len(alike) == 1 else ""


def _colour(artist: Any) -> str:
    """The colour in which an artist is seen, the first one of several; empty for one that isn't seen."""
    alpha = artist.get_alpha()
    if not artist.get_visible() or (alpha is not None and not np.any(alpha)):
        return ""
    if hasattr(artist, "get_marker"):  # a line: of strokes, markers or both
        stroke = artist.get_linestyle() not in ("None", " ", "") and artist.get_linewidth() > 0
        marked = artist.get_marker() not in ("None", " ", "", None)
        candidates = [artist.get_color()] if stroke or marked else []
    else:
        candidates = [getattr(artist, "get_facecolor", list)()]
        if np.any(getattr(artist, "get_linewidth", float)()):
            candidates.append(getattr(artist, "get_edgecolor", list)())
    colours = sys.modules["matplotlib.colors"]
    for candidate in candidates:
        for colour in colours.to_rgba_array(candidate):
            if colour[3] > 0:
                return str(colours.to_hex(colour[:3]))
    return ""


def _artists(axes: Any, named: list[tuple[str, str]]) -> Iterator[Artist]:
    """What can be seen in one Axes.

    Args:
        axes: a matplotlib Axes.
        named: the legend's entries and their colours.
    """
    grouped: set[int] = set()
    for container in axes.containers:
        patches = list(getattr(container, "patches", ()))
        grouped.update(id(patch) for patch in patches)
        bars = [patch for patch in patches if _colour(patch)]
        if bars:
            colour = _colour(bars[0])
            label = _label([container.get_label(), *(bar.get_label() for bar in bars)], colour, named)
            corners = np.array([bar.get_bbox().get_points().ravel() for bar in bars], dtype=float)
            yield from _artist("bars", corners.reshape(-1, 2), len(bars), label, colour, corners)
    for artist in [*axes.patches, *axes.lines, *axes.collections]:
        colour = _colour(artist)
        if id(artist) not in grouped and colour:
            label = _label([artist.get_label()], colour, named)
            yield from _single(axes, artist, label, colour)


def _single(axes: Any, artist: Any, label: str, colour: str) -> Iterator[Artist]:
    """A line, a patch or a collection."""
    if hasattr(artist, "get_xydata"):
        points = np.asarray(artist.get_xydata(), dtype=float)
        placed = artist.get_transform() == axes.transData
        yield from _artist("line", points, len(points), label, colour, _joined([points]) if placed else ())
    elif hasattr(artist, "get_patch_transform"):
        placed = artist.get_data_transform() == axes.transData
        path = artist.get_patch_transform().transform_path(artist.get_path())
        shown = (
            path
            if placed
            else axes.transData.inverted().transform_path(
                artist.get_transform().transform_path(artist.get_path())
            )
        )
        around = _around(path) if placed else ()
        yield from _artist("area", shown.vertices, len(shown.vertices), label, colour, around)
    else:
        yield from _collection(artist, label, colour)


def _collection(collection: Any, label: str, colour: str) -> Iterator[Artist]:
    offsets = np.asarray(collection.get_offsets(), dtype=float).reshape(-1, 2)
    paths = [path for path in collection.get_paths() if len(path.vertices)]
    if offsets.any():
        yield from _artist("points", offsets, len(offsets), label, colour, _joined([offsets]))
    elif paths:
        points = np.concatenate([path.vertices for path in paths])
        if hasattr(collection, "get_segments") and all(len(path.vertices) == 2 for path in paths):
            yield from _artist("bars", points, len(paths), label, colour, points.reshape(-1, 4))
        else:
            pieces = np.concatenate([_around(path) for path in paths])
            yield from _artist("area", points, len(paths), label, colour, pieces)


def _around(path: Any) -> np.ndarray:
    """The lines from point to point around each part of a path, shape (n, 4)."""
    codes = np.full(len(path.vertices), path.LINETO) if path.codes is None else path.codes
    starts = np.flatnonzero(codes == path.MOVETO)
    starts = starts[starts > 0]
    parts = zip(np.split(path.vertices, starts), np.split(codes, starts), strict=True)
    outlines = [vertices[code != path.CLOSEPOLY] for vertices, code in parts]
    return _joined([np.append(outline, outline[:1], axis=0) for outline in outlines])


def _joined(lines: list[np.ndarray]) -> np.ndarray:
    """The pieces of lines, from each point to the next, shape (n, 4)."""
    return np.concatenate([np.hstack([points[:-1], points[1:]]) for points in lines])


def _artist(
    kind: str, points: np.ndarray, count: int, label: str, colour: str, pieces: Any
) -> Iterator[Artist]:
    finite = points[np.isfinite(points).all(axis=1)]
    if not finite.size:
        return
    (left, bottom), (right, top) = finite.min(axis=0).tolist(), finite.max(axis=0).tolist()
    numbers = np.asarray(pieces, dtype=float).reshape(-1, 4)
    numbers = numbers[np.isfinite(numbers).all(axis=1)][:MAX_PIECES]
    kept = tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in numbers.tolist())
    yield Artist(kind, (left, right), (bottom, top), count, label, colour, kept)
