"""Have texts of students judged by tests that act on them, and write what came of it.

python tests/hostile/at_the_judge.py OUT.json [--only NAME ...]
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import nbformat
from attacked import LIMITS, POINTS, Doors, build_course, cell, descendants, field_folder, settled, state_of
from judged_texts import ATTACKS, DATA, KINDS, Judged, Kind, filled

from autograder.course import Course
from autograder.grading.engine import Engine
from autograder.warm.process import WarmProcess

ASSIGNMENT = "demo"


def notebook(kind: Kind, text: str, first: str = "") -> bytes:
    """A notebook in which a student has defined a text."""
    cells = [cell(first)] if first else []
    cells.append(cell(f"{kind.name} = {text!r}", kind.name, solution=True))
    cells.append(cell(kind.test, f"test_{kind.name}", grade=True, locked=True, points=POINTS))
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


class Court:
    """A course whose tests act on texts, and an engine.

    Args:
        folder: empty.
        sandbox: whether there are walls.
    """

    def __init__(self, folder: Path, *, sandbox: bool) -> None:
        self.folder = folder
        self.canaries = build_course(folder)
        course = folder / "course"
        (course / "solutions/demo/double.py").unlink()  # a course of plain asserts alone
        source = course / "source" / ASSIGNMENT
        for kind in KINDS.values():
            (source / f"{kind.name}.ipynb").write_bytes(notebook(kind, kind.honest))
        (source / "data.csv").write_text(DATA)
        rights = {
            f"{kind.name}/test_{kind.name}": list(kind.rights) for kind in KINDS.values() if kind.rights
        }
        (course / "nbgrader_config.py").write_text(
            f"c = get_config()  # {self.canaries['course']}\nc.Judge.allow = {rights!r}\n"
        )
        os.environ["SECRET"] = self.canaries["environment"]
        os.environ["HOME"] = str(folder / "home")
        self.doors = Doors(folder / "host")
        assignment = Course.at(course).assignment(ASSIGNMENT)
        students = WarmProcess(LIMITS, sandbox=sandbox)
        self.engine = Engine(assignment, limits=LIMITS, students=students)

    def judged(self, kind: Kind, text: str, first: str = "") -> dict[str, Any]:
        """What comes of a text: score, status, and all that is said about it."""
        places = {
            "course": self.folder / "course",
            "host": self.folder / "host/secret.txt",
            "home": self.folder / "home",
            "doors": self.folder / "host",
            "port": self.doors.port,
            "member": os.getpid(),
        }
        data = notebook(kind, filled(text, places), first)
        began = time.monotonic()
        result, _documents = self.engine.grade_submission({kind.name: data}, student="one")
        notebooks = {found["name"]: found for found in result.to_json()["notebooks"]}
        (found,) = notebooks[kind.name]["cells"]
        return found | {"seconds": round(time.monotonic() - began, 2)}

    def attack(self, attack: Judged) -> dict[str, Any]:
        """Run an attack, who comes after it, and an honest student."""
        kind = KINDS[attack.kind]
        before, processes = state_of(self.folder), descendants()
        report = {"attack": self.judged(kind, attack.text, attack.first)}
        if attack.later:
            report["later"] = self.judged(kind, attack.later)
        report["honest"] = self.judged(kind, kind.honest)
        now = state_of(self.folder)
        changed = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
        more = settled(len(processes))
        return report | {"changed": changed, "processes": [processes, more]}


def main() -> None:
    """Run the attacks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="+", help="names of attacks")
    parser.add_argument("--no-sandbox", action="store_true", help="only those that may run without, without")
    arguments = parser.parse_args()
    with field_folder() as folder:
        court = Court(folder, sandbox=not arguments.no_sandbox)
        report: dict[str, Any] = {"canaries": court.canaries, "attacks": {}}
        with court.engine:
            report["honest"] = {kind.name: court.judged(kind, kind.honest) for kind in KINDS.values()}
            for attack in ATTACKS:
                if arguments.only and attack.name not in arguments.only:
                    continue
                if attack.stock or not arguments.no_sandbox:
                    report["attacks"][attack.name] = court.attack(attack)
        court.doors.close()
    arguments.out.write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
