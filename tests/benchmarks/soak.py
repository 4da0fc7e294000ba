"""Grade a class of which half attacks, in one run of `autograder grade`, and see whether anything grows.

python tests/benchmarks/soak.py [--number 1000] [--jobs N] [--out FILE.json]
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "hostile"))

from attacked import (
    ASSIGNMENT,
    LIMITS,
    NOTEBOOK,
    POINTS,
    PREFIX,
    Field,
    filled_in,
    left_since,
    notebook,
    traces,
)
from attacks import RIGHT, Attack, corpus

SLOW = 25  # every such attack is one that takes all the time it can get
MARKS = (0.1, 0.5, 1.0)
SECONDS = 0.5  # between two looks
MAY_GROW = {"processes": 2, "descriptors": 4, "of_members": 4, "own_mib": 64, "rest_mib": 96}
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Look:
    """The grader and all processes below it at one moment.

    Attributes:
        seconds: since the start.
        done: submissions that are graded.
        processes: how many there are, students' too.
        descriptors: open in the grader's own process.
        of_members: open in its other processes, but for students'; the most that one has.
        own_mib: memory of the grader's own process.
        rest_mib: memory of all others, what they share counted once.
    """

    seconds: float
    done: int
    processes: int
    descriptors: int
    of_members: int
    own_mib: float
    rest_mib: float


def write_class(field: Field, number: int) -> list[str]:
    """Write submissions, an attack and an honest one in turn.

    Args:
        field: the course.
        number: how many.

    Returns:
        The honest students.
    """
    attacks = corpus()
    random.Random(number).shuffle(attacks)
    slow = [attack for attack in attacks if attack.kind == "time"]
    quick = [attack for attack in attacks if attack.kind != "time"]
    honest = []
    for place in range(number):
        turn, is_honest = divmod(place, 2)
        if is_honest:
            honest.append(f"{place:05}-honest")
            submit(field, honest[-1])
        else:
            kind = slow if turn % SLOW == SLOW - 1 else quick
            attack = kind[(turn // SLOW if kind is slow else turn) % len(kind)]
            submit(field, f"{place:05}-{attack.name}", attack)
    return honest


def submit(field: Field, student: str, attack: Attack | None = None) -> None:
    """Write one submission."""
    folder = field.folder / "course/submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    cells = [*attack.cells, attack.answer] if attack else [RIGHT]
    cells = [filled_in(text, field.folder, field.doors.port) for text in cells]
    (folder / f"{NOTEBOOK}.ipynb").write_bytes(notebook(cells[:-1], cells[-1]))
    for name, data in attack.files.items() if attack else ():
        path = folder / name
        if path.resolve().is_relative_to(folder):
            with contextlib.suppress(OSError):  # two of one name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def release(course: Path) -> None:
    """Give the assignment out: here what students get is nowhere looked at."""
    folder = course / "release" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_bytes(notebook([], ""))


def below(pid: int) -> list[int]:
    """The living processes below one."""
    waiting, found = [pid], []
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
                found.append(pid)
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found[1:]


def mib_of(pid: int) -> float:
    """The memory of a process (PSS: its part of what is shared); 0 where that can't be seen."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0


def descriptors_of(pid: int) -> int:
    """How many descriptors a process has open; 0 where that can't be seen."""
    with contextlib.suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0


def is_members(pid: int) -> bool:
    """Whether a process is one of the pool's: it lives as long as the run."""
    with contextlib.suppress(OSError):
        return b"autograder.pool.member" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def look(main: int, course: Path, began: float) -> Look:
    """Look at the grader."""
    others = below(main)
    return Look(
        seconds=round(time.monotonic() - began, 1),
        done=sum(1 for _ in course.glob(f"autograded/*/{ASSIGNMENT}")),
        processes=1 + len(others),
        descriptors=descriptors_of(main),
        of_members=max((descriptors_of(pid) for pid in others if is_members(pid)), default=0),
        own_mib=mib_of(main),
        rest_mib=sum(map(mib_of, others)),
    )


def grade(field: Field, jobs: int | None, seconds: float) -> tuple[int, str, list[Look]]:
    """Run `autograder grade`: its exit code, what it said, and the looks at it."""
    course, folder = field.folder / "course", field.folder / "tmp"
    limits = [f"--limit={name}={getattr(LIMITS, name):g}" for name in ("cell", "call", "notebook")]
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, f"--course={course}", *limits]
    command += [f"--db=sqlite:///{field.folder / 'soak.db'}", f"--json={field.folder / 'results.json'}"]
    command += [f"--jobs={jobs}"] if jobs else []
    with (folder / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, env=os.environ | {"TMPDIR": str(folder)}, stdout=said, stderr=subprocess.STDOUT
        )
        began, looks = time.monotonic(), []
        while process.poll() is None and time.monotonic() - began < seconds:
            looks.append(look(process.pid, course, began))
            time.sleep(SECONDS)
        if process.poll() is None:
            process.kill()
        said.seek(0)
        return process.wait(), said.read(), looks


def at_marks(looks: list[Look], number: int) -> dict[str, dict[str, float]]:
    """The usual of what was seen in the tenth of the run that ends at each mark, and the most processes."""
    table = {}
    for mark in MARKS:
        seen = [one for one in looks if (mark - 0.1) * number < one.done <= mark * number]
        if seen:
            usual = {name: median(getattr(one, name) for one in seen) for name in MAY_GROW}
            table[f"{mark:.0%}"] = usual | {"most_processes": max(one.processes for one in seen)}
    return table


def judged(found: dict[str, Any], honest: list[str]) -> list[str]:
    """What is wrong with a run, as sentences."""
    results = {one["student"]: one for one in found["results"]["submissions"]}
    cells = [cell for one in results.values() for part in one["notebooks"] for cell in part["cells"]]
    wrong = [
        f"{name}: {one['score'] if (one := results.get(name)) else None} of {POINTS} points"
        for name in honest
        if name not in results or results[name]["score"] != POINTS
    ]
    ours = [cell for cell in cells if cell["status"] == "error"]
    wrong += [f"the grader's own error: {cell['feedback'][:200]}" for cell in ours]
    wrong += [f"exit code {found['code']}"] if found["code"] != 0 else []
    wrong += ["a canary in the results"] if PREFIX in json.dumps(found["results"]) else []
    wrong += ["a traceback"] if "Traceback" in found["said"] else []
    wrong += [f"left behind: {what}" for what in found["left"]]
    marks = list(found["marks"].values())
    for name, much in MAY_GROW.items():
        if marks and marks[-1][name] > marks[0][name] + much:
            wrong.append(f"{name} grew from {marks[0][name]:g} to {marks[-1][name]:g}")
    return wrong


def soak(number: int, jobs: int | None, seconds: float) -> dict[str, Any]:
    """Make a class, grade it, and say what was found."""
    with tempfile.TemporaryDirectory(prefix="soak-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        home = os.environ["HOME"]
        field = Field(folder)
        os.environ["HOME"] = home
        with field.engine:
            if not field.probe():
                sys.exit("soak.py: nothing would hold the attacks here.")
        honest = write_class(field, number)
        release(folder / "course")
        (folder / "tmp").mkdir(mode=0o755)
        before = traces(folder / "tmp")
        began = time.monotonic()
        code, said, looks = grade(field, jobs, seconds)
        took = round(time.monotonic() - began, 1)
        time.sleep(2)
        field.doors.close()
        left = [f"process {pid}" for pid in below(os.getpid())]
        left += left_since(before, folder / "tmp")
        left += sorted(set(os.listdir(folder / "tmp")) - {"said.txt"})
        results = folder / "results.json"
        found = {
            "number": number,
            "seconds": took,
            "code": code,
            "marks": at_marks(looks, number),
            "left": left,
            "said": said,
            "looks": [asdict(one) for one in looks],
            "results": json.loads(results.read_text()) if results.exists() else {"submissions": []},
        }
        return found | {"wrong": judged(found, honest)}


def main() -> None:
    """Run, print a table, and exit with 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=1000, help="submissions")
    parser.add_argument("--jobs", type=int, help="how many at once; one a processor by default")
    parser.add_argument("--seconds", type=float, default=3600, help="when to give up")
    parser.add_argument("--out", type=Path, help="where to write all that was seen")
    arguments = parser.parse_args()
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)  # an orphan is not overlooked
    found = soak(arguments.number, arguments.jobs, arguments.seconds)
    if arguments.out:
        arguments.out.write_text(json.dumps(found), encoding="utf-8")
    speed = found["number"] / found["seconds"]
    print(f"{found['number']} submissions in {found['seconds']:.0f} s, {speed:.1f} a second; ", end="")
    print(f"exit code {found['code']}; left behind: {found['left'] or 'nothing'}")
    columns = ("most_processes", *MAY_GROW)
    print(f"{'done':>6}", *(f"{name.replace('_', ' '):>16}" for name in columns))
    for mark, seen in found["marks"].items():
        print(f"{mark:>6}", *(f"{seen[name]:16.1f}" for name in columns))
    print(*found["wrong"] or ["All is well."], sep="\n")
    sys.exit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
