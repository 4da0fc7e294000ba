"""No grade depends on load: a class graded by one job, by sixteen, and beside eight busy processes.

All that `grade --json` writes is compared: scores, statuses, feedback, findings.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from ground import Ground
from report import Part, Row, at_most, noted

_BUSY, _HOUR = 8, 3600.0
_SHOWN = 20


def measure(ground: Ground, *, students: int) -> Part:
    """Grade the same made-up class three times."""
    people = ground.made_up(students)

    def graded(jobs: int) -> tuple[dict[str, Any], float]:
        ground.hand_in(ground.ours, people)
        report = ground.folder / "results.json"
        begun = time.perf_counter()
        command = ground.grade("--jobs", str(jobs), "--json", str(report))
        noted("grade", len(people), ground.run(command, timeout=_HOUR))
        found = json.loads(report.read_text(encoding="utf-8"))["submissions"]
        return {one["student"]: one for one in found}, time.perf_counter() - begun

    alone, seconds = graded(1)
    many, seconds_many = graded(16)
    with _load():
        crowded, seconds_crowded = graded(2)
    rows = [
        Row("submissions", f"{len(alone)}, by one job in {seconds:.0f} s"),
        at_most("other results by sixteen jobs", _differences(alone, many), 0),
        at_most(f"other results by two jobs beside {_BUSY} busy processes", _differences(alone, crowded), 0),
        Row("these took", f"{seconds_many:.0f} and {seconds_crowded:.0f} s"),
    ]
    return Part(f"The same results under load: {students} students", rows, {"students": len(alone)})


def _differences(alone: dict[str, Any], other: dict[str, Any]) -> int:
    """How many students have other results; which, printed."""
    apart = sorted(name for name in {*alone, *other} if alone.get(name) != other.get(name))
    for name in apart[:_SHOWN]:
        print(f"  {name}:\n    {json.dumps(alone.get(name))}\n    {json.dumps(other.get(name))}", flush=True)
    return len(apart)


@contextlib.contextmanager
def _load() -> Iterator[None]:
    """Busy processes, each in a session of its own: the kernel treats all alike."""
    command = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(command, start_new_session=True) for _ in range(_BUSY)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()
