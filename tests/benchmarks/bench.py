"""How fast, how large: measured beside stock nbgrader, otter-grader and the floor, in one run.

python tests/benchmarks/bench.py [--quick] [--only NAME…] [--out FOLDER] [--seed S]

The part `load` is measured only if it is named: it takes most of an hour.
It prints a table and writes bench.json and bench.png. Everything runs on two processors, if there are more.
Times are of whole commands, from outside; the ratios are those of this run.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import growth
import handing_in
import latency
import on_dask
import plain_course
import sandbox_cost
import throughput
import under_load
import with_otter
from chart import draw
from ground import Ground, lay_out
from measure import BenchmarkFailed, adopt_orphans
from report import Part, Row, machine, print_table, save

PROCESSORS = 2
FULL: dict[str, Callable[[Ground], Part]] = {
    "throughput": lambda ground: throughput.measure(ground, rounds=2, students=4, many=60),
    "plain": lambda ground: plain_course.measure(ground, rounds=3, few=4, many=30),
    "otter": lambda ground: with_otter.measure(ground, students=2),
    "growth": lambda ground: growth.measure(ground, sizes=[50, 10, 200, 50, 10, 1000, 10, 50]),
    "check": lambda ground: latency.measure(ground, times=7),
    "serve": lambda ground: handing_in.measure(ground, students=500, attempts=2, seconds=60, times=9),
    "dask": lambda ground: on_dask.measure(ground, rounds=2, small=10, large=60),
    "sandbox": lambda _ground: sandbox_cost.measure(times=200),
    "load": lambda ground: under_load.measure(ground, students=1000),
}
QUICK: dict[str, Callable[[Ground], Part]] = {
    "throughput": lambda ground: throughput.measure(ground, rounds=1, students=4, many=20),
    "plain": lambda ground: plain_course.measure(ground, rounds=1, few=2, many=8),
    "otter": lambda ground: with_otter.measure(ground, students=1),
    "growth": lambda ground: growth.measure(ground, sizes=[10, 50]),
    "check": lambda ground: latency.measure(ground, times=3),
    "serve": lambda ground: handing_in.measure(ground, students=60, attempts=2, seconds=15, times=3),
    "dask": lambda ground: on_dask.measure(ground, rounds=1, small=4, large=20),
    "sandbox": lambda _ground: sandbox_cost.measure(times=40),
    "load": lambda ground: under_load.measure(ground, students=40),
}
IF_NAMED = {"load"}


def main() -> int:
    """Measure; 1 if a part could not be measured. A promise that fails is no error: machines differ."""
    options = _options()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
    adopt_orphans()
    place = machine()
    parts: dict[str, Part] = {}
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as folder:
        ground = lay_out(Path(folder), options.seed)
        for name, measure in (QUICK if options.quick else FULL).items():
            if name not in (options.only or set(FULL) - IF_NAMED):
                continue
            print(f"{name} …", flush=True)
            parts[name] = _measured(name, measure, ground)
            place["load_after"] = os.getloadavg()
            save(options.out, parts, place)
    print_table(parts.values(), place)
    draw(options.out, {name: part.data for name, part in parts.items()}, place)
    print(f"{options.out}: bench.json, bench.png")
    return int(any("failed" in part.data for part in parts.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="smaller and fewer classes, less to rely on")
    parser.add_argument("--only", nargs="+", choices=list(FULL), metavar="NAME", help="of " + ", ".join(FULL))
    parser.add_argument("--out", type=Path, default=Path("build/bench"), metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=177, metavar="S", help="which made-up class")
    return parser.parse_args()


def _measured(name: str, measure: Callable[[Ground], Part], ground: Ground) -> Part:
    """A part, or what kept it from being measured."""
    try:
        return measure(ground)
    except BenchmarkFailed as error:
        print(error)
        return Part(name, [Row("it could not be measured", str(error)[:300])], {"failed": str(error)})


if __name__ == "__main__":
    raise SystemExit(main())
