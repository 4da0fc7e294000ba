"""The page: one file that needs nothing else, and lets nothing in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

import numpy as np

from autograder.pages import page
from autograder.pages.palette import SHADES
from autograder.report.charts import charts
from autograder.report.links import Links
from autograder.report.model import ClassReport, Item
from autograder.report.statistics import FEWEST, WEAK, ItemStatistics, analyse, summary

# The sections of the page in order, what there is to do first; each has a template of its name.
_SECTIONS = {
    "todo": "To do first",
    "teach": "Teach again",
    "exercises": "Exercises",
    "students": "Students",
    "time": "Time",
    "repairs": "What the grader repaired",
}


def class_page(
    report: ClassReport,
    *,
    formgrader: str,
    feedback: Callable[[str], Path] | None = None,
    folder: Path = Path(),
    written: str = "",
    made: datetime | None = None,
) -> str:
    """The report as HTML.

    Args:
        report: the class.
        formgrader: formgrader's address, as in http://localhost:8888/formgrader; empty for no links there.
        feedback: the folder of a student's feedback, by the student's id.
        folder: where the page will lie: what it links to on this machine, it links to from there.
        written: name of the page with the written answers, beside this one.
        made: when; now by default.
    """
    timed = [student for student in report.submissions if student.seconds is not None]
    similar = f"{report.assignment}-similar.html"
    return page(
        "report",
        "report",
        filters={"number": _number, "span": _span, "signed": _signed, "along": _along},
        report=report,
        submissions=report.submissions,
        sections=_SECTIONS,
        places={student.id: f"s{place}" for place, student in enumerate(report.students, 1)},
        titles=report.titles,
        codes={item.name: item.code for item in reversed(report.items)},
        columns=_columns(report),
        tasks=report.tasks,
        written=quote(written),
        waiting=_waiting(report),
        blank=Counter(name for student in report.submissions for name in student.unanswered),
        statistics=_statistics(report),
        scores=summary([report.settled_score(student) for student in report.submissions]),
        charts=charts(report),
        seconds=summary([student.seconds or 0.0 for student in timed]),
        total_seconds=sum(student.seconds or 0.0 for student in timed),
        slowest=sorted(timed, key=lambda student: -(student.seconds or 0.0))[:5],
        shade=_shade,
        links=Links(report, formgrader, feedback, folder),
        similar=similar if not report.anonymous and (folder / similar).is_file() else "",
        made=made or datetime.now(UTC),
        version=metadata.version("chapter-autograder"),
        fewest=FEWEST,
        weak=WEAK,
    )


def _columns(report: ClassReport) -> dict[str, str]:
    """The columns of the students' table that can be left out, by their classes."""
    columns = {
        "points": "Exercises",
        "time": "Handed in",
        "notes": "Notes",
        "misconceptions": "Misconceptions",
    }
    return {name: title for name, title in columns.items() if name != "time" or not report.anonymous}


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
    waiting = ItemStatistics(0, None, None, None, None, "", 0, 0)
    return {item.code: waiting for item in report.items} | dict(
        zip((item.code for item in settled), found, strict=True)
    )


def _waiting(report: ClassReport) -> dict[str, Counter[str]]:
    """How many written answers wait, by notebook and cell."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for _, task in report.tasks.get("answer", []):
        found[task.notebook][task.cell] += 1
    return dict(sorted(found.items()))


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
    return "–" if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _along(value: float, low: float) -> str:
    """Where a number between `low` and 1 stands in a plot that is 100 wide."""
    return _number(100 * (value - low) / (1 - low), 1)


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
