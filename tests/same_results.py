"""What of the results two versions of this project differ in.

    python tests/same_results.py grade before.json --root OTHER_CHECKOUT
    python tests/same_results.py grade after.json
    python tests/same_results.py compare before.json after.json

It grades a made-up class and all forgeries of tests/hostile by `autograder grade` alone, and reads nothing
but what that writes for others: so it runs unchanged on any version, with its Python. A chapter that has
changed meanwhile has other results by right: `--chapter` takes it from one place for both.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
STUDENTS, SEED = 60, 13
KEPT = ("score", "max_score", "status", "misconception", "feedback")
SHOWN = 400


def main() -> int:
    """Grade or compare; 1 if there are differences."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, dest="command")
    grading = commands.add_parser("grade")
    grading.add_argument("output", type=Path)
    grading.add_argument("--root", type=Path, default=HERE, help="the checkout; run its own Python")
    grading.add_argument("--chapter", type=Path, help="the checkout whose chapter is graded; else the same")
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "compare":
        return compare(*(json.loads(path.read_text("utf-8")) for path in (arguments.before, arguments.after)))
    with tempfile.TemporaryDirectory() as folder:
        found = sample_class(arguments.chapter or arguments.root, Path(folder) / "class")
        found |= forgeries(arguments.root, Path(folder) / "forgeries")
    arguments.output.write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False), "utf-8")
    return 0


def sample_class(root: Path, course: Path) -> dict[str, Any]:
    """The results of the made-up class of a checkout's chapter."""
    for name in ("source", "release", "solutions"):
        shutil.copytree(root / name, course / name)
    shutil.copy(root / "nbgrader_config.py", course)
    _autograder(course, "sample", "-n", str(STUDENTS), "--seed", str(SEED))
    report = course / "results.json"
    _autograder(course, "grade", "ch177", "--json", str(report))
    return _kept("class", json.loads(report.read_text("utf-8"))["submissions"], course)


def forgeries(root: Path, course: Path) -> dict[str, Any]:
    """The results of a checkout's forgeries."""
    sys.path.insert(0, str(root / "tests" / "hostile"))
    from forging import build_course, corpus, our_scores

    build_course(course, corpus())
    submissions = our_scores(course)
    return _kept("forgeries", submissions.values(), course)


def _autograder(course: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "autograder", *arguments, "--course", str(course)]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=3600)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")


def _kept(what: str, submissions: Any, course: Path) -> dict[str, Any]:
    """What is compared of each cell, by kind, student, notebook and cell."""
    found: dict[str, Any] = {}
    for submission in submissions:
        student, assignment = submission["student"], submission["assignment"]
        for notebook in submission["notebooks"]:
            place = f"{what}/{student}/{notebook['name']}"
            found[place] = {name: notebook.get(name) for name in ("status", "message", "repairs")}
            outputs = _outputs(course / "autograded" / student / assignment / f"{notebook['name']}.ipynb")
            for cell in notebook["cells"]:
                found[f"{place}/{cell['grade_id']}"] = {
                    **{name: cell[name] for name in KEPT},
                    "outputs": outputs.get(cell["grade_id"]),
                }
    return found


def _outputs(path: Path) -> dict[str, list[str]]:
    """What stands as text under each graded cell of a graded notebook, by grade_id."""
    if not path.exists():
        return {}
    found = {}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        nbgrader = cell["metadata"].get("nbgrader", {})
        if nbgrader.get("grade"):
            texts = (
                output.get("text") or output.get("data", {}).get("text/plain", "")
                for output in cell.get("outputs", [])
            )
            found[nbgrader["grade_id"]] = ["".join(text) for text in texts]
    return found


def compare(before: dict[str, Any], after: dict[str, Any]) -> int:
    """List what differs; 1 if anything does."""
    lines = []
    for place in sorted({*before, *after}):
        if place not in before or place not in after:
            lines.append(f"{place}: only {'before' if place in before else 'after'}")
            continue
        for name in sorted({*before[place], *after[place]}):
            was, now = before[place].get(name), after[place].get(name)
            if was != now:
                lines.append(f"{place}: {name}\n    was {_short(was)}\n    is  {_short(now)}")
    print(*lines, f"{len(before)} and {len(after)} results, {len(lines)} differences", sep="\n")
    return 1 if lines else 0


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


if __name__ == "__main__":
    raise SystemExit(main())
