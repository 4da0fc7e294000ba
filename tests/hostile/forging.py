"""Turn the forgeries into the submissions of a small course, and have it graded.

Once by stock nbgrader, in whose kernels the forgeries run beside the tests, and once by this project.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tampering import cell_of

HERE = Path(__file__).parent
ASSIGNMENT = "target"
RIGHT, WRONG = "honest-right", "honest-wrong"

WRONG_ANSWERS = {
    "ans": "ans = 8 * 7",
    "sq": "def sq(x):\n    return x * 2",
    "words": 'words = "to be or not to be".split()',
    "mean_of": "def mean_of(numbers):\n    return sum(numbers)",
    "Counter2": """
class Counter2:
    def __init__(self, start):
        self.value = start

    def up(self):
        self.value += 1
        return self.value

    def down(self):
        self.value -= 1
        return self.value
""",
}


@dataclass(frozen=True)
class Forgery:
    """A submission with wrong answers that wants points for them.

    Attributes:
        student: who submits it; "<class>-<name>", from the file's place.
        earns: whether stock nbgrader gives it a point or more.
        cells: source by the grade_id of the solution cell; the other answers are simply wrong.
        tamper: changes the submitted notebook's JSON in place.
        extra_files: text by the path beside the notebook.
    """

    student: str
    earns: bool
    cells: dict[str, str] = field(default_factory=dict)
    tamper: Callable[[dict[str, Any]], None] | None = None
    extra_files: dict[str, str] = field(default_factory=dict)


def corpus() -> list[Forgery]:
    """Every forgery under forgeries/, in the order of its student."""
    return [_load(path) for path in sorted((HERE / "forgeries").glob("*/*.py"))]


def _load(path: Path) -> Forgery:
    names = runpy.run_path(str(path))
    return Forgery(
        student=f"{path.parent.name}-{path.stem}",
        earns=names["EARNS"],
        cells=names.get("CELLS", {}),
        tamper=names.get("tamper"),
        extra_files=names.get("extra_files", {}),
    )


def build_course(folder: Path, forgeries: Iterable[Forgery]) -> Path:
    """Make the course with its release and a submission by each forgery and both honest students.

    Args:
        folder: does not exist yet.
        forgeries: one student each.

    Returns:
        The course's root, which is the folder.
    """
    shutil.copytree(HERE / "course", folder)
    nbgrader(folder, "generate_assignment", ASSIGNMENT).check_returncode()
    released = (folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8")
    _submit(folder, Forgery(RIGHT, earns=True, cells=_right_answers()), released)
    _submit(folder, Forgery(WRONG, earns=False), released)
    for forgery in forgeries:
        _submit(folder, forgery, released)
    return folder


def _right_answers() -> dict[str, str]:
    source = json.loads((HERE / "course" / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))
    solutions = {name: "".join(cell_of(source, name)["source"]) for name in WRONG_ANSWERS}
    return {name: re.sub(r"^ *### .*\n?", "", text, flags=re.M) for name, text in solutions.items()}


def _submit(course: Path, forgery: Forgery, released: str) -> None:
    notebook = json.loads(released)
    for grade_id, source in (WRONG_ANSWERS | forgery.cells).items():
        cell_of(notebook, grade_id)["source"] = source.strip("\n")
    if forgery.tamper is not None:
        forgery.tamper(notebook)
    folder = course / "submitted" / forgery.student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    for name, text in forgery.extra_files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def copy_course(course: Path, purpose: str) -> Path:
    """Copy a course to a folder beside it, and return that."""
    return shutil.copytree(course, course.with_name(f"{course.name}-{purpose}"))


def stock_scores(course: Path, lanes: int = 2) -> dict[str, float | None]:
    """Grade copies of the course with `nbgrader autograde` as it comes.

    Args:
        course: from build_course; stays as it is.
        lanes: how many copies share the students, graded side by side.

    Returns:
        A student's points as the gradebook has them; None where nbgrader could not grade.
    """
    forgers = [student for student in _students(course) if student not in (RIGHT, WRONG)]
    copies = [copy_course(course, f"stock-{lane}") for lane in range(lanes)]
    for lane, copy in enumerate(copies):
        for student in set(forgers) - set(forgers[lane::lanes]):
            shutil.rmtree(copy / "submitted" / student)
    scores: dict[str, float | None] = {}
    with ThreadPoolExecutor(lanes) as pool:
        for lane_scores in pool.map(_stock_lane, copies):
            scores |= lane_scores
    return scores


def _stock_lane(course: Path) -> dict[str, float | None]:
    """Grade all students of a course; an aborted run goes on behind the student who aborted it."""
    waiting, failed = _students(course), []
    while waiting:
        exclude = f"--CourseDirectory.student_id_exclude={','.join(failed)}"
        done = nbgrader(course, "autograde", ASSIGNMENT, exclude)
        known = gradebook_scores(course)  # nbgrader enters a student before it does anything else
        tried = waiting[: max((i + 1 for i, student in enumerate(waiting) if student in known), default=0)]
        if not tried:
            raise RuntimeError(f"nbgrader autograde does nothing at all:\n{done.stderr[-2000:]}")
        failed += [student for student in tried if not _was_graded(course, student)]
        waiting = waiting[len(tried) :]
    scores = gradebook_scores(course)
    return {student: None if student in failed else sum(scores[student].values()) for student in scores}


def _was_graded(course: Path, student: str) -> bool:
    return (course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").exists()


def our_scores(course: Path) -> dict[str, dict[str, Any]]:
    """Grade the course with `autograder grade`, into its own gradebook.

    Args:
        course: from build_course.

    Returns:
        By student, what `grade --json` writes of a submission.
    """
    report = course / "report.json"
    command = ["-m", "autograder", "grade", ASSIGNMENT, "--course", str(course), "--json", str(report)]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=course,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=900,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"autograder grade ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    submissions = json.loads(report.read_text(encoding="utf-8"))["submissions"]
    return {submission["student"]: submission for submission in submissions}


def gradebook_scores(course: Path) -> dict[str, dict[str, float]]:
    """By student and grade cell, the points in the gradebook, those of a person and extra credit included."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            submission.student_id: {
                grade.name: grade.score for notebook in submission.notebooks for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


def _students(course: Path) -> list[str]:
    return sorted(path.name for path in (course / "submitted").iterdir())


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader in a course. What it says is kept beside the course, in a .log."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=course,
            env={"PATH": _environment()["PATH"], "HOME": home, "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=900,
        )
    with course.with_suffix(".log").open("a", encoding="utf-8") as log:
        log.write(done.stdout + done.stderr)
    return done


def _environment() -> dict[str, str]:
    """Ours, with this Python's programs found first: nbgrader calls alembic by its name."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
