"""The page: one file that needs nothing else, and lets nothing in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import metadata
from typing import Any
from urllib.parse import quote

import numpy as np

from autograder.pages import page
from autograder.pages.palette import SHADES
from autograder.report.charts import charts
from autograder.report.model import ClassReport, Item, StudentRow
from autograder.report.statistics import FEWEST, WEAK, ItemStatistics, analyse, summary

HARD, EASY = 0.3, 0.95


def class_page(report: ClassReport, *, formgrader: str, made: datetime | None = None) -> str:
    """The report as HTML.

    Args:
        report: the class.
        formgrader: formgrader's address, as in http://localhost:8888/formgrader.
        made: when; now by default.
    """
    links = _Links(report, formgrader.rstrip("/"))
    statistics = _statistics(report)
    return page(
        "report",
        "report",
        filters={"number": _number, "span": _span, "signed": _signed},
        report=report,
        statistics=statistics,
        remark=lambda item: _remark(item, statistics[item.code]),
        scores=summary([report.settled_score(student) for student in report.submissions]),
        charts=charts(report, statistics),
        seconds=summary([student.seconds for student in report.submissions if student.seconds is not None]),
        total_seconds=sum(student.seconds or 0.0 for student in report.submissions),
        slowest=sorted(
            (student for student in report.submissions if student.seconds is not None),
            key=lambda student: -(student.seconds or 0.0),
        )[:5],
        written=_written(report),
        shade=_shade,
        links=links,
        made=made or datetime.now(UTC),
        version=metadata.version("chapter-autograder"),
        fewest=FEWEST,
        weak=WEAK,
    )


class _Links:
    """Addresses of formgrader, as nbgrader's server extension has them."""

    def __init__(self, report: ClassReport, base: str) -> None:
        self._base, self._assignment = base, report.assignment

    def submission(self, student: StudentRow, notebook: str) -> str:
        """Where a person grades one notebook of a student; empty where that isn't known."""
        name = (student.links or {}).get(notebook)
        return f"{self._base}/submissions/{_quoted(name)}/" if name else ""

    def notebook(self, notebook: str) -> str:
        """The list of all submissions of a notebook."""
        return f"{self._base}/gradebook/{_quoted(self._assignment)}/{_quoted(notebook)}"


def _quoted(name: str) -> str:
    """A name as one part of an address."""
    return quote(name, safe="", errors="replace")


def _statistics(report: ClassReport) -> dict[str, ItemStatistics]:
    """Of each item; what isn't settled counts for no other, and has none."""
    settled = report.settled
    rows = [
        [
            np.nan if value is None else value
            for item in settled
            for value in [(student.points or {}).get(item.code)]
        ]
        for student in report.submissions
    ]
    points = np.array(rows, dtype=float).reshape(len(rows), len(settled))
    found = analyse(points, np.array([item.points for item in settled], dtype=float))
    waiting = ItemStatistics(0, None, None, "answers to be graded by a person", 0, 0)
    return {item.code: waiting for item in report.items} | dict(
        zip((item.code for item in settled), found, strict=True)
    )


def _remark(item: Item, statistics: ItemStatistics) -> str:
    """What the numbers of an item ask the instructor to look at."""
    if not item.settled:
        return f"{item.open} wait for a person"
    if statistics.discrimination is not None and statistics.discrimination < 0:
        return "strong students lose points here: check the task and its tests"
    if statistics.difficulty is not None and statistics.difficulty < HARD:
        return "hard: most points are lost"
    if statistics.difficulty is not None and statistics.difficulty > EASY:
        return "easy: it tells few apart"
    if statistics.discrimination is not None and statistics.discrimination < WEAK:
        return "says little about the rest"
    return statistics.why_not


def _written(report: ClassReport) -> list[dict[str, Any]]:
    """Written answers that wait, by notebook: the cells, and the students."""
    found: dict[str, dict[str, Any]] = {}
    for student, task in report.tasks(routine=True):
        entry = found.setdefault(task.notebook, {"notebook": task.notebook, "cells": {}, "students": {}})
        entry["cells"][task.cell] = entry["cells"].get(task.cell, 0) + 1
        entry["students"][student.id] = student
    return [found[name] for name in sorted(found)]


def _shade(points: float | None, item: Item) -> str:
    """The class of a cell of the table: of how much is lost."""
    if points is None:
        return "open"
    share = min(1.0, max(0.0, points / item.points))
    return f"l{int(share * (SHADES - 1) + 1e-9)}"


def _number(value: float | None, digits: int = 2) -> str:
    """A number with at most so many digits after the point."""
    if value is None:
        return "–"
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(value: float | None) -> str:
    """A correlation: two digits, a true minus sign."""
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def _span(seconds: float | None) -> str:
    """A time span in words."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    whole = timedelta(seconds=round(seconds))
    hours, rest = divmod(whole.seconds, 3600)
    parts = [(whole.days, "d"), (hours, "h"), (rest // 60, "min")]
    return " ".join(f"{value} {unit}" for value, unit in parts if value)
