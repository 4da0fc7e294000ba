"""What the benchmark found: rows of a table, numbers for a file, the machine they are from."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from measure import Cost, Run
from rich import box
from rich.console import Console
from rich.table import Table

_PACKAGES = ("nbgrader", "ipykernel", "nbclient", "numpy", "matplotlib", "distributed")


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        what: what was measured.
        found: the result.
        asked: what is asked of it, if anything is.
        holds: whether that holds.
    """

    what: str
    found: str
    asked: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class Part:
    """A part of the benchmark.

    Attributes:
        title: what it is about.
        rows: for the table.
        data: for the file and the chart.
    """

    title: str
    rows: list[Row]
    data: dict[str, Any] = field(default_factory=dict)


def at_least(what: str, found: float, asked: float, unit: str = "") -> Row:
    """A row for a number that shouldn't be lower."""
    return Row(what, f"{found:.3g}{unit}", f"≥ {asked:g}{unit}", found >= asked)


def at_most(what: str, found: float, asked: float, unit: str = "") -> Row:
    """A row for a number that shouldn't be higher."""
    return Row(what, f"{found:.3g}{unit}", f"≤ {asked:g}{unit}", found <= asked)


def seconds(cost: Cost) -> str:
    """Both costs of something as text."""
    return f"{cost.wall:.3g} s, {cost.cpu:.3g} s on processors"


def noted(what: str, number: int, run: Run) -> dict[str, Any]:
    """A run for the file; it is printed too, so that somebody who waits sees where it is."""
    memory = "" if run.memory is None else f", {run.memory.tree:.0f} MiB"
    print(f"  {what}, {number}: {seconds(run.cost)}{memory}; others {run.others:.0%}", flush=True)
    return {"what": what, "number": number} | asdict(run)


def machine() -> dict[str, Any]:
    """Where and when this runs."""
    model = [
        line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    memory = [int(line.split()[1]) / 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")]
    return {
        "processor": model[0] if model else platform.machine(),
        "processors": os.cpu_count(),
        "used_processors": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory[0], 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "load_before": os.getloadavg(),
        "begun": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def print_table(parts: Iterable[Part], place: dict[str, Any]) -> None:
    """Print all parts as one table."""
    table = Table(box=box.SIMPLE_HEAD, title_justify="left", caption=_caption(place), caption_justify="left")
    table.add_column("measured", overflow="fold")
    table.add_column("found", overflow="fold")
    table.add_column("asked", no_wrap=True)
    table.add_column("holds", no_wrap=True)
    for part in parts:
        table.add_row(f"[bold]{part.title}[/]")
        for row in part.rows:
            holds = {True: "[green]yes[/]", False: "[red]no[/]", None: ""}[row.holds]
            table.add_row(f"  {row.what}", row.found, row.asked, holds)
        table.add_section()
    Console(width=110).print(table)


def _caption(place: dict[str, Any]) -> str:
    before, after = place["load_before"][0], place["load_after"][0]
    return (
        f"{place['used_processors']} of {place['processors']} processors ({place['processor']}), "
        f"{place['memory_gib']} GiB, {place['system']}, Python {place['python']}, "
        f"nbgrader {place['packages']['nbgrader']}; {place['begun']}; "
        f"load {before:.1f} before, {after:.1f} after"
    )


def save(folder: Path, parts: dict[str, Part], place: dict[str, Any]) -> None:
    """Write all numbers to bench.json."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {"machine": place, "parts": {name: asdict(part) for name, part in parts.items()}}
    (folder / "bench.json").write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")
