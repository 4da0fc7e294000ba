"""What is measured: copies of this course, in a temporary folder, and made-up classes that hand in there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from measure import BenchmarkFailed, Command, Run, run

from autograder.course import Course

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = "ch177"
STOCK = """\
c = get_config()
c.CourseDirectory.course_id = "{course_id}"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".ruff_cache", "feedback"]
"""
_PROGRAMS = Path(sys.executable).parent
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", ".ruff_cache", "worked")


@dataclass(frozen=True)
class Ground:
    """A temporary folder with courses in it.

    Attributes:
        folder: the folder.
        environment: of all commands; settings of whoever runs this don't count.
        seed: of the made-up classes.
    """

    folder: Path
    environment: Mapping[str, str]
    seed: int

    @property
    def ours(self) -> Path:
        """The course as it is."""
        return self.folder / "course"

    def stock(self, lane: int) -> Path:
        """The course with a stock configuration, nbgrader alone; two copies of it, 0 and 1."""
        return self.folder / f"stock-{lane}"

    def made_up(self, number: int) -> dict[str, Path]:
        """A made-up class: each student's folder of submitted notebooks."""
        course = self.folder / f"class-{number}"
        if not course.exists():
            _copy_course(course)
            self.do(course, "autograder", "sample", "-n", str(number), "--seed", str(self.seed))
        return {path.parent.name: path for path in sorted(course.glob(f"submitted/*/{ASSIGNMENT}"))}

    def do(self, folder: Path, program: str, *arguments: str) -> None:
        """Do something that isn't measured."""
        ended = subprocess.run(
            [program_path(program), *arguments],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if ended.returncode != 0:
            raise BenchmarkFailed(f"{program} {' '.join(arguments)} failed:\n{ended.stderr[-2000:]}")

    def run(
        self, *commands: Command, watch_memory: bool = False, timeout: float = 900, **variables: str
    ) -> Run:
        """Run and measure commands side by side, with these variables in their environment too."""
        environment = {**self.environment, **variables}
        return run(*commands, environment=environment, watch_memory=watch_memory, timeout=timeout)

    def grade(self, *options: str) -> Command:
        """The command that grades what is handed in to `ours`."""
        arguments = (program_path("autograder"), "grade", ASSIGNMENT, *options)
        return Command(arguments, self.ours, codes=(0, 1))  # 1: a submission in it can't be read

    def autograde(self, lane: int) -> Command:
        """The command that grades what is handed in to `stock`."""
        return Command((program_path("nbgrader"), "autograde", ASSIGNMENT), self.stock(lane))

    def hand_in(self, course: Path, people: Mapping[str, Path]) -> None:
        """Hand in; what was handed in and graded before is removed."""
        for name in ("submitted", "autograded"):
            shutil.rmtree(course / name, ignore_errors=True)
        for path in course.glob("gradebook.db*"):
            path.unlink()
        shutil.copy(self.folder / "gradebook.db", course)
        for student, folder in people.items():
            shutil.copytree(folder, course / "submitted" / student / ASSIGNMENT)


def program_path(program: str) -> str:
    """A program of this Python's environment."""
    return str(_PROGRAMS / program)


def lay_out(folder: Path, seed: int) -> Ground:
    """Make the courses; the gradebook that each run begins with knows the assignment and nobody."""
    home = folder / "home"
    home.mkdir()
    environment = {
        "PATH": f"{_PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1",
    }
    ground = Ground(folder, environment, seed)
    _copy_course(ground.ours)
    _copy_course(ground.stock(0))
    config = (ROOT / "nbgrader_config.py").read_text()
    course_id = config.partition('course_id = "')[2].partition('"')[0]
    (ground.stock(0) / "nbgrader_config.py").write_text(STOCK.format(course_id=course_id))
    ground.do(ground.stock(0), "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
    shutil.move(ground.stock(0) / "gradebook.db", folder)
    shutil.copytree(ground.stock(0), ground.stock(1))
    ground.do(folder, "python", "-c", "import matplotlib.font_manager")  # it keeps a list of fonts in HOME
    return ground


def _copy_course(folder: Path) -> None:
    for name in ("source", "solutions", "release"):
        shutil.copytree(ROOT / name, folder / name, ignore=_LEFT_OUT)
    shutil.copy(ROOT / "nbgrader_config.py", folder)


def fit_for_stock(people: Mapping[str, Path]) -> dict[str, Path]:
    """Those whose submission stock nbgrader grades; it gives up over a broken file and a doubled cell."""
    notebooks = {f"{name}.ipynb" for name in Course.at(ROOT).assignment(ASSIGNMENT).notebooks}
    return {student: folder for student, folder in people.items() if _is_whole(folder, notebooks)}


def _is_whole(folder: Path, notebooks: set[str]) -> bool:
    if {path.name for path in folder.glob("*.ipynb")} != notebooks:
        return False
    for name in notebooks:
        try:
            document = json.loads((folder / name).read_text(encoding="utf-8"))
        except ValueError:
            return False
        ids = Counter(cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in document["cells"])
        if any(times > 1 for grade_id, times in ids.items() if grade_id is not None):
            return False
    return True


def copies(people: Mapping[str, Path], number: int) -> dict[str, Path]:
    """A class of this many: the same submissions again and again, each time by somebody else."""
    turns = enumerate(islice(cycle(people.items()), number))
    return {f"{student}-{place // len(people):04}": folder for place, (student, folder) in turns}
