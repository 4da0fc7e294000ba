"""Classes from 10 to 1,000 students: what a student costs, and how much memory all of it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

from ground import Ground, copies
from measure import Cost
from report import Part, Row, at_most, noted, seconds

BASE = 10  # students of the made-up class that larger ones are copies of, so that each is the same work


def measure(ground: Ground, *, sizes: Sequence[int]) -> Part:
    """Grade classes of these sizes, in this order; a size may come several times."""
    base = ground.made_up(BASE)
    notes = []
    for size in sizes:
        ground.hand_in(ground.ours, copies(base, size))
        ended = ground.run(ground.grade(), watch_memory=True)
        notes.append(noted("this", size, ended))
    whole = {size: _whole(notes, size) for size in sorted(set(sizes))}
    steps = _steps(whole)
    rows = [Row(f"{size} students", _line(size, cost, notes)) for size, cost in whole.items()]
    rows += _growth_rows(whole, steps) + _memory_rows(notes, sorted(whole))
    data = {"runs": notes, "steps": {f"{low}-{high}": vars(cost) for (low, high), cost in steps.items()}}
    return Part("Growth of a class, with the start of the program", rows, data)


def _line(size: int, cost: Cost, notes: Iterable[Mapping[str, Any]]) -> str:
    tree, main = _peak(notes, size, "tree"), _peak(notes, size, "main")
    each = cost / size
    return f"{seconds(each)}; {tree:.0f} MiB, {main:.0f} of them the grader's own"


def _whole(notes: Iterable[Mapping[str, Any]], size: int) -> Cost:
    """Of the class, the mean of its runs."""
    costs = [note["cost"] for note in notes if note["number"] == size]
    return Cost(fmean(cost["wall"] for cost in costs), fmean(cost["cpu"] for cost in costs))


def _steps(whole: Mapping[int, Cost]) -> dict[tuple[int, int], Cost]:
    """A student's cost between two sizes: the start of the program is left out."""
    sizes = sorted(whole)
    return {(low, high): (whole[high] - whole[low]) / (high - low) for low, high in pairwise(sizes)}


def _growth_rows(whole: Mapping[int, Cost], steps: Mapping[tuple[int, int], Cost]) -> list[Row]:
    if not {10, 50} < set(whole):
        return []
    largest = max(whole)
    with_start = (whole[largest] / largest).times(whole[50] / 50)
    last = next(cost for (_low, high), cost in steps.items() if high == largest)
    without = last.times(steps[10, 50])
    return [
        at_most(f"a student at {largest} ÷ at 50, by the clock", with_start.wall, 1.1),
        at_most(f"a student at {largest} ÷ at 50, on processors", with_start.cpu, 1.1),
        at_most("the same without the start of the program, by the clock", without.wall, 1.1),
        at_most("the same without the start of the program, on processors", without.cpu, 1.1),
    ]


def _memory_rows(notes: Iterable[Mapping[str, Any]], sizes: list[int]) -> list[Row]:
    low, high = sizes[0], sizes[-1]
    more = {what: _peak(notes, high, what) - _peak(notes, low, what) for what in ("main", "rest")}
    return [
        Row(f"memory at {high} beyond that at {low}: the grader's own process", f"{more['main']:+.0f} MiB"),
        Row(f"memory at {high} beyond that at {low}: all its members", f"{more['rest']:+.0f} MiB"),
    ]


def _peak(notes: Iterable[Mapping[str, Any]], size: int, what: str) -> float:
    return max(note["memory"][what] for note in notes if note["number"] == size)
