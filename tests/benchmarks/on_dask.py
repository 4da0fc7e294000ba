"""Two Dask workers on this machine, against the same two local ones."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from distributed import Client
from ground import Ground, copies, fit_for_stock, program_path
from measure import BenchmarkFailed
from report import Part, Row, at_least, noted

WORKERS = 2
_LOCAL, _DASK = "two local members", "two Dask workers"
_STARTUP_SECONDS = 60


def measure(ground: Ground, *, rounds: int, small: int, large: int) -> Part:
    """Grade a smaller and a larger class with either, in turns; the difference leaves starting up out."""
    people = fit_for_stock(ground.made_up(12))
    notes: list[dict[str, Any]] = []
    with _cluster(ground) as address:
        ways = {_LOCAL: ("--jobs", str(WORKERS)), _DASK: ("--scheduler", address)}
        ground.hand_in(ground.ours, copies(people, small))
        ground.run(ground.grade(*ways[_DASK]))  # the workers start their processes, and keep them
        for _ in range(rounds):
            for size in (large, small):
                for what, options in ways.items():
                    ground.hand_in(ground.ours, copies(people, size))
                    notes.append(noted(what, size, ground.run(ground.grade(*options))))
    each = {what: _each(notes, what) for what in ways}
    rows = [
        *(Row(f"a student, by {what}", f"{wall:.3g} s") for what, wall in each.items()),
        at_least("throughput with Dask's ÷ with local ones", each[_LOCAL] / each[_DASK], 0.9),
    ]
    title = "Two Dask workers on this machine, by the clock, starting up left out"
    return Part(title, rows, {"each": each, "runs": notes})


def _each(notes: list[dict[str, Any]], what: str) -> float:
    """A student's seconds by the clock. Those on processors can't be seen where workers stay."""
    found = [(note["number"], note["cost"]["wall"]) for note in notes if note["what"] == what]
    small, large = min(found)[0], max(found)[0]
    more = sum(wall if size == large else -wall for size, wall in found)
    return more / (len(found) // 2) / (large - small)


@contextlib.contextmanager
def _cluster(ground: Ground) -> Iterator[str]:
    """A scheduler with workers of one thread each; its address."""
    file = ground.folder / "scheduler.json"
    commands = [("scheduler", "--scheduler-file", str(file), "--port", "0", "--no-dashboard")]
    commands += [("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard")] * WORKERS
    with contextlib.ExitStack() as stack:
        for arguments in commands:
            stack.enter_context(_service(ground, arguments))
        yield _address(file)


@contextlib.contextmanager
def _service(ground: Ground, arguments: tuple[str, ...]) -> Iterator[None]:
    process = subprocess.Popen(
        [program_path("dask"), *arguments],
        cwd=ground.folder,
        env=ground.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(file: Path) -> str:
    """The scheduler's, when its workers have come."""
    deadline = time.monotonic() + _STARTUP_SECONDS
    while not (file.exists() and file.stat().st_size):
        if time.monotonic() > deadline:
            raise BenchmarkFailed("the Dask scheduler doesn't start")
        time.sleep(0.1)
    address: str = json.loads(file.read_text())["address"]
    with Client(address, timeout=_STARTUP_SECONDS, set_as_default=False) as client:
        client.wait_for_workers(WORKERS, timeout=_STARTUP_SECONDS)
    return address
