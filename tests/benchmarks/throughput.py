"""A class graded by stock nbgrader, by this and by nobody (the floor), in turns in one run.

A student's cost leaves the start of a program out: it is what a larger class takes more than a smaller one,
over the students it has more. The larger class of ours and of the floor is the smaller one, many times.

Where an earlier answer is wrong, a later one is tried here with the reference in its place, which one kernel
can't do. So such a cell may have another score than by stock nbgrader; it says so, and is counted apart.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

from ground import ASSIGNMENT, Ground, copies, fit_for_stock
from measure import Command, Cost, Run
from nbgrader.api import Gradebook
from report import Part, Row, at_least, at_most, noted, seconds

STOCK, STOCK_IN_TWO, OURS, UNCONFINED, FLOOR = (
    "stock nbgrader",
    "stock nbgrader, two side by side",
    "this",
    "this without its sandbox",
    "the floor",
)
_STOOD_IN = "(Tested with a correct "
Place = tuple[str, str, str]  # student, notebook, cell
Scores = dict[Place, float | None]


def measure(ground: Ground, *, rounds: int, students: int, many: int) -> Part:
    """Grade in turns.

    Args:
        ground: where.
        rounds: each has students of its own.
        students: of a round, at least 4 and even.
        many: students of the larger class.
    """
    people = list(fit_for_stock(ground.made_up(rounds * students * 2)).items())
    notes: list[dict[str, Any]] = []
    stock: Scores = {}
    ours: Scores = {}
    apart: set[Place] = set()
    ran: dict[str, int] = {}
    for number in range(rounds):
        chosen = dict(people[number * students : (number + 1) * students])
        small, large = copies(chosen, students), copies(chosen, many)
        stock |= _one_round(ground, small, large, notes, ran)
        ours |= _scores(ground.ours)
        apart |= _with_references(ground)
    cells = stock.keys() | ours.keys()
    other = {cell for cell in cells if stock.get(cell, "none") != ours.get(cell, "none")}
    differ = sorted(other - apart)
    each = {what: _each(notes, what) for what in (STOCK, STOCK_IN_TWO, OURS, UNCONFINED, FLOOR)}
    by_round = _ratios_by_round(notes, rounds)
    rows = [
        *(Row(f"a student, by {what}", seconds(cost)) for what, cost in each.items()),
        *_ratio_rows(each, by_round),
        _with_start(notes, students),
        Row(
            "cells with another score than by stock nbgrader",
            f"{len(differ)} of {len(cells)}",
            "0",
            not differ,
        ),
        Row("more of them, with a correct earlier answer in place of a wrong one", str(len(other & apart))),
    ]
    costs = {what: vars(cost) for what, cost in each.items()}
    data = {"each": costs, "by_round": by_round, "floor_ran": ran, "differ": differ, "runs": notes}
    return Part("One student of five notebooks, starting up left out", rows, data)


def _with_start(notes: Iterable[Mapping[str, Any]], students: int) -> Row:
    """The same small class by both, the start of the program included."""
    walls = {
        what: [note["cost"]["wall"] for note in notes if (note["what"], note["number"]) == (what, students)]
        for what in (STOCK, OURS)
    }
    stock, ours = fmean(walls[STOCK]), fmean(walls[OURS])
    found = f"{stock:.1f} s by stock nbgrader, {ours:.1f} s by this: {stock / ours:.1f} times"
    return Row(f"a class of {students}, with the start of the program", found)


def _ratio_rows(each: Mapping[str, Cost], by_round: list[dict[str, Any]]) -> list[Row]:
    one, two = each[STOCK].times(each[OURS]), each[STOCK_IN_TWO].times(each[OURS])
    above, sandbox = each[OURS].times(each[FLOOR]), (each[OURS] - each[UNCONFINED]) / 5
    spread = ", ".join(f"{ratios['wall']:.0f} and {ratios['cpu']:.0f}" for ratios in by_round)
    return [
        at_least("stock nbgrader ÷ this, by the clock", one.wall, 50),
        at_least("stock nbgrader ÷ this, on processors", one.cpu, 50),
        at_least("two stock nbgraders side by side ÷ this, by the clock", two.wall, 50),
        Row("stock nbgrader ÷ this, round by round (clock and processors)", spread),
        at_most("this ÷ the floor, by the clock", above.wall, 3),
        at_most("this ÷ the floor, on processors", above.cpu, 3),
        at_most("a notebook here − without the sandbox, on processors", 1000 * sandbox.cpu, 10, " ms"),
    ]


def _one_round(
    ground: Ground,
    small: dict[str, Path],
    large: dict[str, Path],
    notes: list[dict[str, Any]],
    ran: dict[str, int],
) -> Scores:
    """Everything once; what comes first and what follows is mixed. Returns the stock scores."""

    def note(what: str, people: Mapping[str, Path], run: Run) -> None:
        notes.append(noted(what, len(people), run))

    first = dict(list(small.items())[:1])
    pair = dict(list(small.items())[:2])
    note(STOCK, first, _by_stock(ground, first))
    note(FLOOR, small, _floor(ground, small, ran))
    note(OURS, large, _by_ours(ground, large))
    note(UNCONFINED, large, _by_ours(ground, large, "--no-sandbox"))
    note(STOCK_IN_TWO, pair, _by_stock(ground, *_halves(pair)))
    note(STOCK, small, _by_stock(ground, small))
    scores = _scores(ground.stock(0))
    note(UNCONFINED, small, _by_ours(ground, small, "--no-sandbox"))
    note(FLOOR, large, _floor(ground, large, ran))
    note(STOCK_IN_TWO, small, _by_stock(ground, *_halves(small)))
    note(OURS, small, _by_ours(ground, small))
    return scores


def _halves(people: Mapping[str, Path]) -> list[dict[str, Path]]:
    items = list(people.items())
    return [dict(items[0::2]), dict(items[1::2])]


def _by_stock(ground: Ground, *lanes: Mapping[str, Path]) -> Run:
    """Stock nbgrader; one process a lane."""
    for lane, people in enumerate(lanes):
        ground.hand_in(ground.stock(lane), people)
    return ground.run(*map(ground.autograde, range(len(lanes))))


def _by_ours(ground: Ground, people: Mapping[str, Path], *options: str) -> Run:
    ground.hand_in(ground.ours, people)
    return ground.run(ground.grade(*options))


def _floor(ground: Ground, people: Mapping[str, Path], ran: dict[str, int]) -> Run:
    script = str(Path(__file__).with_name("floor.py"))
    output = ground.folder / "floor.json"
    command = (
        sys.executable,
        script,
        str(output),
        str(len(os.sched_getaffinity(0))),
        *map(str, people.values()),
    )
    ended = ground.run(Command(command, ground.folder), OPENBLAS_NUM_THREADS="1")
    for what, number in json.loads(output.read_text()).items():
        ran[what] = ran.get(what, 0) + number
    return ended


def _scores(course: Path) -> Scores:
    """What a gradebook has of each cell that isn't graded by a person, by student, notebook and cell."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, notebook.name, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.cell.cell_type == "code"
        }


def _with_references(ground: Ground) -> set[Place]:
    """The cells of ours that were tried with the reference in place of an earlier answer."""
    report = ground.folder / "results.json"
    ground.do(ground.ours, "autograder", "grade", ASSIGNMENT, "--json", str(report))
    return {
        (submission["student"], notebook["name"], cell["grade_id"])
        for submission in json.loads(report.read_text(encoding="utf-8"))["submissions"]
        for notebook in submission["notebooks"]
        for cell in notebook["cells"]
        if any(note.startswith(_STOOD_IN) for note in cell["notes"])
    }


def _each(notes: Iterable[Mapping[str, Any]], what: str) -> Cost:
    """A student's cost: what the larger classes took more, over the students they had more."""
    sums: dict[int, Cost] = {}
    times: dict[int, int] = {}
    for note in notes:
        if note["what"] == what:
            number = note["number"]
            sums[number] = sums.get(number, Cost(0, 0)) + Cost(**note["cost"])
            times[number] = times.get(number, 0) + 1
    small, large = min(sums), max(sums)
    return (sums[large] / times[large] - sums[small] / times[small]) / (large - small)


def _ratios_by_round(notes: list[dict[str, Any]], rounds: int) -> list[dict[str, float]]:
    """Stock nbgrader ÷ this, from each round alone."""
    size = len(notes) // rounds
    parts = [notes[start : start + size] for start in range(0, len(notes), size)]
    return [vars(_each(part, STOCK).times(_each(part, OURS))) for part in parts]
