"""The charts of a class."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.pages.palette import Theme
from autograder.report.model import ClassReport
from autograder.report.statistics import WEAK, ItemStatistics, summary
from autograder.report.svg import Chart, chart, figure_of, label_of

_NAMED = 40  # students; more names don't fit beside a heat map
_STEPS = (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
_MOST_BARS = 15
_MOST_NAMED = 10


def charts(report: ClassReport, statistics: dict[str, ItemStatistics]) -> dict[str, Chart]:
    """All charts for which there is something to draw, by name."""
    made = [_scores(report), _exercises(report, statistics), _heat(report)]
    if report.misconceptions:
        made.append(_misconceptions(report))
    if any(student.handed_in for student in report.submissions):
        made.append(_times(report))
    return {one.name: one for one in made}


def _scores(report: ClassReport) -> Chart:
    scores = [report.settled_score(student) for student in report.submissions]
    edges = _edges(max(report.settled_points, *scores))
    counts, _ = np.histogram(scores, edges)
    middle = summary(scores)

    def draw(theme: Theme) -> Figure:
        figure = figure_of(2.6)
        axes = figure.subplots()
        axes.grid(axis="y")
        axes.bar(edges[:-1], counts, np.diff(edges) * 0.94, align="edge", color=theme["link"])
        if middle is not None:
            axes.axvline(middle.median, color=theme["sheet"], linewidth=6)
            axes.axvline(middle.median, color=theme["marked"], linewidth=2)
            axes.annotate(
                f"median {middle.median:g}",
                (middle.median, 1),
                (-4 if middle.median > edges[-1] / 2 else 4, 2),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="right" if middle.median > edges[-1] / 2 else "left",
                color=theme["marked"],
            )
        axes.set_xlim(edges[0], edges[-1])
        axes.set_xticks(edges if len(edges) <= 12 else edges[::2])
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.tick_params(length=0)
        axes.set_xlabel("points")
        axes.set_ylabel("students")
        return figure

    bars = ", ".join(
        f"{low:g} to {high:g} points: {count}"
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
        if count
    )
    alt = f"Histogram of scores. Students by points, the upper end not counted but for the last: {bars}."
    return chart("scores", "Students by points", alt, draw)


def _edges(highest: float) -> Any:
    """Of ten bars or a few more, of a width that reads well."""
    step = next((step for step in _STEPS if highest / step <= _MOST_BARS), highest / _MOST_BARS)
    return np.arange(max(1, int(np.ceil(highest / step - 1e-9))) + 1) * step


def _exercises(report: ClassReport, statistics: dict[str, ItemStatistics]) -> Chart:
    items = report.items
    names = [f"{label_of(item.name)} {item.code}" for item in items]
    difficulty = [statistics[item.code].difficulty for item in items]
    discrimination = [statistics[item.code].discrimination for item in items]
    rows = np.arange(len(items))

    def draw(theme: Theme) -> Figure:
        figure = figure_of(0.9 + 0.24 * len(items))
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=[3, 2])
        left.grid(axis="x")
        left.barh(rows, [value or 0 for value in difficulty], 0.7, color=theme["link"])
        left.set_yticks(rows, names, color=theme["ink"])
        left.set_ylim(len(items) - 0.4, -0.6)
        left.set_xlim(0, 1)
        left.set_xticks([0, 0.5, 1], ["0", "½", "1"])
        left.set_xlabel("difficulty p")
        right.grid(axis="x")
        right.axvspan(-1, WEAK, color=theme["void"], linewidth=0)
        right.axvline(0, color=theme["soft"], linewidth=0.8)
        for row, value in zip(rows, discrimination, strict=True):
            if value is not None:
                weak = value < WEAK
                color = theme["marked"] if weak else theme["link"]
                right.plot(value, row, "D" if weak else "o", color=color, markersize=6)
            elif not items[row].settled:
                left.text(0.04, row, "waits for a person", va="center", color=theme["soft"])
        right.set_xlim(min([-0.25, *(value - 0.1 for value in discrimination if value is not None)]), 1)
        right.set_xticks([0, 0.5, 1], ["0", "½", "1"])
        right.set_xlabel("discrimination r", loc="right")
        for axes in (left, right):
            axes.tick_params(length=0)
        return figure

    alt = (
        f"Bars: the difficulty of each of {len(items)} exercises. Beside them dots: its discrimination; "
        f"diamonds where that is below {WEAK}. All numbers are in the table of exercises."
    )
    return chart("exercises", "Difficulty and discrimination", alt, draw)


def _misconceptions(report: ClassReport) -> Chart:
    most = report.misconceptions[:_MOST_NAMED]
    names = [f"{label_of(one.id)}\n{label_of(one.exercise)}" for one in most]
    counts = [len(one.students) for one in most]
    rows = np.arange(len(most))

    def draw(theme: Theme) -> Figure:
        figure = figure_of(0.7 + 0.36 * len(most))
        axes = figure.subplots()
        axes.grid(axis="x")
        bars = axes.barh(rows, counts, 0.62, color=theme["link"])
        axes.bar_label(bars, padding=3, color=theme["ink"])
        axes.set_yticks(rows, names, color=theme["ink"])
        axes.set_ylim(len(most) - 0.4, -0.6)
        axes.set_xlim(0, max(counts) * 1.12)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.tick_params(length=0)
        axes.set_xlabel("students")
        return figure

    listed = ", ".join(f"{one.id} in {one.exercise}: {len(one.students)}" for one in most)
    alt = f"Bars: students by misconception. {listed}."
    return chart("misconceptions", "The most frequent misconceptions", alt, draw)


def _heat(report: ClassReport) -> Chart:
    order = sorted(report.submissions, key=report.settled_score, reverse=True)
    shares = np.array(
        [
            [
                np.nan if value is None else value / item.points
                for item in report.items
                for value in [points.get(item.code)]
            ]
            for points in (student.points or {} for student in order)
        ]
    )

    def draw(theme: Theme) -> Figure:
        figure = figure_of(0.6 + min(4.4, 0.2 * len(order)))
        axes = figure.subplots()
        shades = LinearSegmentedColormap.from_list("lost", [theme["lost"], theme["sheet"]]).with_extremes(
            bad=theme["void"]
        )
        axes.imshow(shares, shades, vmin=0, vmax=1, aspect="auto", interpolation="none")
        axes.set_xticks(range(len(report.items)), [item.code for item in report.items], color=theme["ink"])
        if len(report.items) > 12:
            axes.tick_params(axis="x", labelsize=8)
        axes.xaxis.tick_top()
        axes.set_xticks(np.arange(len(report.items) + 1) - 0.5, minor=True)
        axes.grid(which="minor", axis="x")
        if len(order) <= _NAMED:
            names = [label_of(student.id) for student in order]
            size = 9 if len(order) <= 22 else 7
            axes.set_yticks(range(len(order)), names, color=theme["ink"], fontsize=size)
            axes.set_yticks(np.arange(len(order) + 1) - 0.5, minor=True)
            axes.grid(which="minor", axis="y")
        else:
            axes.set_ylabel(f"{len(order)} students, the best on top")
            axes.set_yticks([])
        axes.tick_params(which="both", length=0)
        return figure

    alt = (
        f"Heat map of {len(order)} students, ordered by score, against {len(report.items)} exercises: the "
        "stronger the colour of a field, the more points are lost. All points are in the table of students."
    )
    return chart("heat", "Points lost, by student and exercise", alt, draw)


def _times(report: ClassReport) -> Chart:
    moments = sorted(student.handed_in for student in report.submissions if student.handed_in)
    late = sum(student.late > 0 for student in report.submissions)
    first, last = moments[0], moments[-1]
    step = _hours(max(last, report.duedate or last) - min(first, report.duedate or first))
    edges = _hourly(min(first, report.duedate or first), last, step)
    counts, _ = np.histogram([date2num(moment) for moment in moments], [date2num(edge) for edge in edges])

    def draw(theme: Theme) -> Figure:
        figure = figure_of(2.4)
        axes = figure.subplots()
        axes.grid(axis="y")
        width = step / timedelta(days=1)
        axes.bar(
            [date2num(edge) for edge in edges[:-1]], counts, width * 0.94, align="edge", color=theme["link"]
        )
        if report.duedate is not None:
            axes.axvline(date2num(report.duedate), color=theme["sheet"], linewidth=6)
            axes.axvline(date2num(report.duedate), color=theme["marked"], linewidth=2, label="due")
            axes.legend(frameon=False, labelcolor=theme["ink"])
        locator = AutoDateLocator(minticks=3, maxticks=6)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
        axes.xaxis_date()
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.tick_params(length=0)
        axes.set_ylabel("submissions")
        axes.set_xlabel("handed in, UTC")
        return figure

    due = f" Due on {report.duedate:%d %B %Y, %H:%M} UTC; {late} came later." if report.duedate else ""
    alt = (
        f"Histogram of when {len(moments)} submissions were handed in, from {first:%d %B %Y, %H:%M} to "
        f"{last:%d %B %Y, %H:%M} UTC.{due}"
    )
    return chart("times", "When it was handed in", alt, draw)


def _hours(span: timedelta) -> timedelta:
    """The width of a bar: of twenty at most, in whole hours."""
    hours = span / timedelta(hours=1)
    steps = (1, 2, 3, 6, 12, 24, 48, 168, 336, 672, 1344)
    return timedelta(hours=next((step for step in steps if hours / step <= 20), np.ceil(hours / 20)))


def _hourly(first: datetime, last: datetime, step: timedelta) -> list[datetime]:
    start = first.replace(minute=0, second=0, microsecond=0)
    edges = [start]
    while edges[-1] <= last:
        edges.append(edges[-1] + step)
    return edges
