"""The charts of a class."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.pages.palette import Theme
from autograder.report.model import ClassReport
from autograder.report.statistics import summary
from autograder.report.svg import Chart, chart, figure_of

_STEPS = (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
_MOST_BARS = 15


def charts(report: ClassReport) -> dict[str, Chart]:
    """All charts for which there is something to draw, by name."""
    made = [_scores(report)]
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
            axes.axvline(middle.median, color=theme["marked"], linewidth=2, zorder=0)  # behind the bars
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
            axes.axvline(date2num(report.duedate), color=theme["marked"], linewidth=2, zorder=0, label="due")
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
