"""Run the attacks through the engine on one member, an honest notebook after each, and write what came of it.

python tests/hostile/attacked.py OUT.json [--only NAME ...]
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import secrets
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from attacks import RIGHT, Attack, corpus

from autograder.course import Course
from autograder.grading.engine import Engine
from autograder.limits import Limits

ASSIGNMENT, NOTEBOOK = "demo", "1_double"
LIMITS = Limits(cell=2, call=1, notebook=8)
POINTS = 3
PREFIX = "CANARY-"

TEST = """\
assert double(2) == 4
### BEGIN HIDDEN TESTS
assert [double(x) for x in (0, -3, 1.5)] == [0, -6, 3.0]  # {tests}
### END HIDDEN TESTS"""

SOLUTION = """\
import matplotlib.pyplot  # as in a real one: the judge of a notebook that draws finds it imported


def double(x):
    return 2 * x  # {solutions}
"""

# What an honest student sees of the process: the same after every attack.
LOOK_AROUND = """
import builtins, os, sys, threading
import matplotlib.pyplot as plt
import numpy as np

print(sorted(os.listdir(".")), sorted(os.environ), os.getcwd() == os.path.expanduser("~"))
print(np.mean([1.0, 2.0, 6.0]), np.allclose(1, 2), np.random.random(), os.getpriority(0, 0))
print(sorted(name for name in globals() if not name.startswith("_")), threading.active_count())
print(len(dir(builtins)), sys.getrecursionlimit(), plt.get_fignums(), sys.path[:1])
"""

# Whether anything holds at all. Where not, what would harm the machine isn't run.
PROBE = """
import os, socket

def refused(function, *args):
    try:
        function(*args)
    except OSError:
        return True
    return False

print("confined:", refused(open, "{host}") and refused(os.kill, {grader}, 0) and refused(socket.socket))
"""

_PR_SET_CHILD_SUBREAPER = 36


def cell(source: str, grade_id: str = "", **flags: object) -> nbformat.NotebookNode:
    """A code cell, with nbgrader's metadata where it has a grade_id."""
    made = nbformat.v4.new_code_cell(source)
    if grade_id:
        default = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        made.metadata["nbgrader"] = {"grade_id": grade_id, **default, **flags}
    return made


def notebook(cells: Iterable[str], answer: str, test: str = "assert double(2) == 4") -> bytes:
    """A notebook with cells of the student's own before the answer, and one that looks around behind it."""
    document = nbformat.v4.new_notebook(
        cells=[
            *map(cell, cells),
            cell(answer, "double", solution=True),
            cell(test, "test_double", grade=True, locked=True, points=POINTS),
            cell(LOOK_AROUND),
        ]
    )
    for place, made in enumerate(document.cells):
        made.id = f"cell-{place}"  # the same each time: random numbers are seeded by the notebook's bytes
    return nbformat.writes(document).encode()


def build_course(folder: Path) -> dict[str, str]:
    """Make a course, a home folder and a file of the host's, each with a canary of its own.

    Args:
        folder: empty; gets course/, home/ and host/.

    Returns:
        The canaries by where they are.
    """
    places = ("course", "tests", "solutions", "gradebook", "submitted", "home", "host", "environment")
    canaries = {place: PREFIX + secrets.token_hex(16) for place in places}
    course = folder / "course"
    texts = {
        "course/nbgrader_config.py": f"c = get_config()  # {canaries['course']}\n",
        "course/solutions/demo/double.py": SOLUTION.format(**canaries),
        "course/submitted/another/demo/1_double.ipynb": notebook(
            [f"# {canaries['submitted']}"], RIGHT
        ).decode(),
        "course/source/demo/1_double.ipynb": notebook([], RIGHT, TEST.format(**canaries)).decode(),
        "home/secret.txt": canaries["home"],
        "host/secret.txt": canaries["host"],
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as gradebook, gradebook:
        gradebook.execute("CREATE TABLE grade (student TEXT, score REAL)")
        gradebook.execute("INSERT INTO grade VALUES (?, 0)", [canaries["gradebook"]])
    return canaries


class Doors:
    """What the host offers on its sockets: one on loopback, and those that have names.

    Args:
        folder: where the sockets with a path are; the abstract ones have the same names.
    """

    def __init__(self, folder: Path) -> None:
        self._open = [socket.create_server(("127.0.0.1", 0))]
        self.port = self._open[0].getsockname()[1]
        for name, kind in (("stream", socket.SOCK_STREAM), ("datagrams", socket.SOCK_DGRAM)):
            for prefix in ("", "\0"):
                door = socket.socket(socket.AF_UNIX, kind)
                door.bind(f"{prefix}{folder / name}")
                if kind is socket.SOCK_STREAM:
                    door.listen()
                self._open.append(door)
            (folder / name).chmod(0o777)

    def close(self) -> None:
        """Close them all."""
        for door in self._open:
            door.close()


def filled_in(text: str, folder: Path, port: int) -> str:
    """A cell that knows the course's folder, a file of the host's, and the host's sockets."""
    places = {"{course}": folder / "course", "{host}": folder / "host/secret.txt", "{doors}": folder / "host"}
    for place, path in places.items():
        text = text.replace(place, str(path))
    return text.replace("{port}", str(port))


def state_of(folder: Path) -> dict[str, Any]:
    """What must stay as it is: every file of the course, the home folder and the host's, and its text."""
    found: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        data = path.read_bytes().hex() if path.is_file() else ""
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_uid, status.st_mtime_ns, data)
    return found


def traces(folder: Path) -> set[str]:
    """What a grader could leave: in its folder for temporary files, in shared memory, as control groups."""
    found = {str(path) for name in ("autograder*", "attacked*") for path in folder.glob(name)}
    found |= {str(path) for place in ("/dev/shm", "/dev/mqueue") for path in Path(place).glob("*")}
    for path in Path("/sys/fs/cgroup").glob("**/autograder-*-*"):
        if not Path("/proc", path.name.split("-")[1]).exists():  # not another grader's, at work
            found.add(str(path))
    for kind in ("shm", "sem", "msg"):
        table = Path("/proc/sysvipc", kind)
        lines = table.read_text().splitlines()[1:] if table.exists() else []
        found |= {f"{kind} {' '.join(line.split()[:2])}" for line in lines}
    return found


def left_since(before: set[str], folder: Path, seconds: float = 3.0) -> list[str]:
    """The traces that weren't there before, and stay: another grader's go away by themselves."""
    left, end = traces(folder) - before, time.monotonic() + seconds
    while left and time.monotonic() < end:
        time.sleep(0.1)
        left &= traces(folder)
    return sorted(left)


def descendants() -> list[str]:
    """The living processes below this one, as "pid command"."""
    waiting, found = [os.getpid()], []
    while waiting:
        pid = waiting.pop()
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
            command = (
                Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            )
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            if pid != os.getpid() and state not in "ZX":
                found.append(f"{pid} {command[:200]}")
    return sorted(found)


def open_files() -> int:
    """How many descriptors this process has open."""
    return len(os.listdir("/proc/self/fd"))


def settled(wanted: int, seconds: float = 3.0) -> list[str]:
    """The processes below this one, once there are no more than wanted or the time is over."""
    end = time.monotonic() + seconds
    while len(found := descendants()) > wanted and time.monotonic() < end:
        time.sleep(0.02)
    return found


class Field:
    """A course, an engine, and what both are like before any attack.

    Args:
        folder: empty.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.canaries = build_course(folder)
        assignment = Course.at(folder / "course").assignment(ASSIGNMENT)
        os.environ["SECRET"] = self.canaries["environment"]
        os.environ["HOME"] = str(folder / "home")
        self.doors = Doors(folder / "host")
        self.before: dict[str, Any] = {}
        self.engine = Engine(assignment, limits=LIMITS)

    def run(
        self, cells: Iterable[str], answer: str = RIGHT, files: Mapping[str, bytes] | None = None
    ) -> dict[str, Any]:
        """Grade one notebook: its result as JSON, and the text of all that a person may read of it."""
        known = [filled_in(text, self.folder, self.doors.port) for text in (*cells, answer)]
        source = notebook(known[:-1], known[-1])
        began = time.monotonic()
        result, documents = self.engine.grade_submission({NOTEBOOK: source}, student="one", files=files or {})
        outputs = [_text(made) for made in documents[NOTEBOOK].cells if made.cell_type == "code"]
        return {
            "result": result.to_json(),
            "outputs": outputs,
            "score": result.score,
            "max_score": result.max_score,
            "seconds": round(time.monotonic() - began, 2),
        }

    def look(self) -> list[str]:
        """What has changed among the files since the last look: paths."""
        now = state_of(self.folder)
        before, self.before = self.before, now
        return sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))

    def probe(self) -> bool:
        """Whether the simplest attacks are refused."""
        outputs = self.run([PROBE.replace("{grader}", str(os.getpid()))])["outputs"]
        return "confined: True" in outputs[0]

    def attack(self, attack: Attack) -> dict[str, Any]:
        """Run an attack, who comes after it, and an honest student."""
        processes, files = descendants(), open_files()
        found = self.run(attack.cells, attack.answer, attack.files)
        if attack.later:
            found["later"] = self.run(attack.later)
        found["honest"] = self.run([])
        return found | {
            "processes": [processes, settled(len(processes))],
            "files": [files, open_files()],
            "changed": self.look(),
        }


def _text(made: nbformat.NotebookNode) -> str:
    parts = []
    for output in made.outputs:
        parts += [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", [])]
        parts += [json.dumps(output[part]) for part in ("data", "metadata") if part in output]
    return "\n".join(part for part in parts if part)


@contextlib.contextmanager
def field_folder() -> Iterator[Path]:
    """A folder that goes away, and no orphan of what runs meanwhile is overlooked."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    with tempfile.TemporaryDirectory(prefix="attacked-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        yield folder


def main() -> None:
    """Run the attacks; their names go to stderr as they begin."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="+", help="names of attacks, or of classes")
    arguments = parser.parse_args()
    wanted = [one for one in corpus() if not arguments.only or {one.name, one.kind} & set(arguments.only)]
    with field_folder() as folder:
        field = Field(folder)
        report: dict[str, Any] = {"canaries": field.canaries, "attacks": {}}
        with field.engine:
            report["honest"] = field.run([])
            field.look()
            report["confined"] = field.probe()
            for attack in wanted:
                if attack.dangerous and not report["confined"]:
                    print(f"{attack.name}: not run, nothing would hold it", file=sys.stderr, flush=True)
                    continue
                print(attack.name, file=sys.stderr, flush=True)
                report["attacks"][attack.name] = field.attack(attack)
        field.doors.close()
        report["left"] = {"processes": settled(0), "files": open_files()}
    arguments.out.write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
