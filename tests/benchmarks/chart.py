"""The benchmark as one picture: a student's cost, growth, memory, latency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator, ScalarFormatter

BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#555555"  # of Okabe and Ito: told apart by everybody, and in grey
Data = Mapping[str, Mapping[str, Any]]


def draw(folder: Path, data: Data, place: Mapping[str, Any]) -> None:
    """Write bench.png with a panel for each part that was measured."""
    panels: dict[str, Callable[[Axes, Data], None]] = {
        "throughput": _throughput,
        "growth": _growth,
        "memory": _memory,
        "check": _latency,
    }
    wanted = {"memory": "growth"}
    shown = [panel for name, panel in panels.items() if "runs" in data.get(wanted.get(name, name), {})]
    if not shown:
        return
    figure, axes = plt.subplots(
        (len(shown) + 1) // 2, min(len(shown), 2), figsize=(11, 3.6 * ((len(shown) + 1) // 2)), squeeze=False
    )
    for panel, ax in zip(shown, axes.flat, strict=False):
        panel(ax, data)
        ax.spines[["top", "right"]].set_visible(False)
    for ax in axes.flat[len(shown) :]:
        ax.set_visible(False)
    figure.text(0.01, 0.005, _place(place), fontsize=8, color=GREY)
    figure.tight_layout(rect=(0, 0.025, 1, 1))
    figure.savefig(folder / "bench.png", dpi=150)
    plt.close(figure)


def _place(place: Mapping[str, Any]) -> str:
    return (
        f"{place['used_processors']} processors ({place['processor']}), {place['system']}, "
        f"Python {place['python']}, nbgrader {place['packages']['nbgrader']}; {place['begun']}"
    )


def _throughput(ax: Axes, data: Data) -> None:
    each = dict(data["throughput"]["each"])
    each.pop("this without its sandbox", None)
    if "each" in data.get("otter", {}):
        each = {f"otter-grader {data['otter']['version']}, with its start": data["otter"]["each"]} | each
    for place, (name, cost) in enumerate(each.items()):
        for shift, what, colour, hatch in ((-0.2, "wall", BLUE, ""), (0.2, "cpu", ORANGE, "//")):
            ax.barh(place + shift, cost[what], 0.38, color=colour, hatch=hatch, edgecolor="white", label=name)
            ax.text(cost[what] * 1.08, place + shift, f"{cost[what]:.2g} s", va="center", fontsize=8)
    ax.set_yticks(range(len(each)), [name.replace(", ", ",\n") for name in each])
    ax.invert_yaxis()
    ax.set_xscale("log")
    ax.set_xlim(
        min(cost["cpu"] for cost in each.values()) / 4, max(cost["wall"] for cost in each.values()) * 3
    )
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:g}"))
    ax.set_xlabel("seconds for a student of five notebooks (logarithmic)")
    ax.set_title("A student, starting up left out", loc="left")
    ax.legend(ax.containers[:2], ["by the clock", "on processors"], frameon=False, loc="lower right")


def _growth(ax: Axes, data: Data) -> None:
    for what, label, colour, marker in (
        ("wall", "by the clock", BLUE, "o"),
        ("cpu", "on processors", ORANGE, "s"),
    ):
        points = [(note["number"], note["cost"][what] / note["number"]) for note in data["growth"]["runs"]]
        ax.plot(*zip(*sorted(points), strict=True), marker, color=colour, label=label, alpha=0.8)
        means = [(size, _mean([y for x, y in points if x == size])) for size in sorted(dict(points))]
        ax.plot(*zip(*means, strict=True), color=colour, linewidth=1)
    _sizes(ax, data)
    ax.set_ylabel("seconds a student")
    ax.set_title("Growth, with the start of the program", loc="left")
    ax.legend(frameon=False)


def _memory(ax: Axes, data: Data) -> None:
    for what, label, colour, marker in (
        ("tree", "all processes", BLUE, "o"),
        ("main", "the grader's own", ORANGE, "s"),
    ):
        points = [(note["number"], note["memory"][what]) for note in data["growth"]["runs"]]
        ax.plot(*zip(*sorted(points), strict=True), marker=marker, color=colour, label=label, alpha=0.8)
    _sizes(ax, data)
    ax.set_ylabel("MiB at most")
    ax.set_title("Memory", loc="left")
    ax.legend(frameon=False, loc="center right")


def _sizes(ax: Axes, data: Data) -> None:
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator(sorted({note["number"] for note in data["growth"]["runs"]})))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(ScalarFormatter())
    ax.set_ylim(bottom=0)
    ax.set_xlabel("students in the class")


def _latency(ax: Axes, data: Data) -> None:
    numbers = sorted({note["number"] for note in data["check"]["runs"]})
    for place, number in enumerate(numbers):
        walls = [note["cost"]["wall"] for note in data["check"]["runs"] if note["number"] == number]
        ax.plot(walls, [place] * len(walls), "o", color=BLUE, alpha=0.6)
    ax.axvline(1.5, color=ORANGE, linestyle="--")
    ax.text(1.5, len(numbers) - 0.55, " asked of five", color=GREY, fontsize=8)
    ax.set_yticks(range(len(numbers)), [f"{number} notebook{'s' * (number > 1)}" for number in numbers])
    ax.set_ylim(-0.6, len(numbers) - 0.4)
    ax.set_xlim(left=0)
    ax.set_xlabel("seconds, each time in a new process")
    ax.set_title("autograder check", loc="left")


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)
