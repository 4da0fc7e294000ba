"""What the sandbox costs a notebook: a process is forked, runs a cell and is ended, with it and without."""

from __future__ import annotations

import time
from itertools import pairwise
from statistics import median, quantiles

from ground import ASSIGNMENT, ROOT
from report import Part, Row, at_most

from autograder.limits import Limits
from autograder.warm.pair import new_student
from autograder.warm.process import WarmProcess

_BLOCK = 5  # notebooks in a row, so that cleaning up behind one counts: the next has to wait for it


def measure(*, times: int) -> Part:
    """Do it with and without the sandbox in turns, this many times each."""
    starts: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(3):
        for sandbox in starts:
            begun = time.perf_counter()
            with WarmProcess(sandbox=sandbox) as warm_process:
                warm_process.wait_until_ready()
                starts[sandbox].append(time.perf_counter() - begun)
    cycles: dict[bool, list[float]] = {True: [], False: []}
    with WarmProcess(sandbox=True) as inside, WarmProcess(sandbox=False) as outside:
        _cycles(inside), _cycles(outside)  # the first ones find nothing in the caches
        for _ in range(times // _BLOCK):
            cycles[True] += _cycles(inside)
            cycles[False] += _cycles(outside)
    more = sorted(a - b for a, b in zip(cycles[True], cycles[False], strict=True))
    low, _middle, high = quantiles(more, n=4)
    rows = [
        Row(
            "with it and without, median",
            " and ".join(f"{1000 * median(cycles[way]):.1f} ms" for way in cycles),
        ),
        at_most("the difference, median", 1000 * median(more), 10, " ms"),
        Row("its middle half", f"{1000 * low:.1f} to {1000 * high:.1f} ms"),
        Row(
            "starting up, once for each member",
            " and ".join(f"{median(starts[way]):.2f} s" for way in starts),
        ),
    ]
    data = {"inside": cycles[True], "outside": cycles[False], "start": [starts[True], starts[False]]}
    return Part(f"The sandbox, for a notebook of one cell, {len(more)} times each in turns", rows, data)


def _cycles(warm_process: WarmProcess) -> list[float]:
    """Seconds from one fork to the next: it starts with its files, runs a cell, is ended and cleaned up."""
    files = {"layers.py": (ROOT / "release" / ASSIGNMENT / "layers.py").read_bytes()}
    stamps = []
    for _ in range(_BLOCK + 1):
        student = new_student(warm_process, Limits(), files, seed=177)
        stamps.append(time.perf_counter())
        student.run("1 + 1")
        student.kill()
    return [after - before for before, after in pairwise(stamps)]
