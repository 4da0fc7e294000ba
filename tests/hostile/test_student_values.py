"""No answer makes what handles it say yes, break, lose others' points, show hidden lines, or starve.

All attacks are handed in by a class of their own, which one command grades; so they also share its processes.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import usual
import value_attacks
from value_attacks import CHAPTER, KINDS, RIGHT, Attack, build_course, corpus, submit

ATTACKS = corpus()
LIMITS = {"cell": 5, "call": 2, "notebook": 40}
MAX_MIB = 600  # of a member, and of the process that writes
MAX_FEEDBACK = 50_000
MAX_NOTEBOOK = 64 << 20  # eight MiB of outputs, of which JSON writes some characters as six
CHAPTERS = ["1_parameter_count", "2_transpose_identity", "3_stored_activations", "4_tanh_comparison"]
CHAPTERS += ["5_linear_collapse"]

each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.kind}-{attack.name}")


class Peaks:
    """The most memory that the processes of a command have had: of the first, and of its members."""

    def __init__(self, pid: int) -> None:
        self._pid, self._stop = pid, threading.Event()
        self.mib: dict[str, float] = {}
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            with contextlib.suppress(OSError, ValueError, IndexError):
                children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
                for name, pid in [("first", self._pid), *((f"member {child}", child) for child in children)]:
                    if name == "first" or b"pool.member" in Path(f"/proc/{pid}/cmdline").read_bytes():
                        status = Path(f"/proc/{pid}/status").read_text()
                        mib = int(status.partition("VmHWM:")[2].split()[0]) / 1024
                        self.mib[name] = max(self.mib.get(name, 0.0), mib)


class Graded:
    """The class, graded.

    Args:
        course: with all submissions.
    """

    def __init__(self, course: Path) -> None:
        self.course = course
        self.submissions: dict[tuple[str, str], dict[str, Any]] = {}
        self.said = ""
        self.peaks: dict[str, float] = {}
        limits = [word for name, most in LIMITS.items() for word in ("--limit", f"{name}={most}")]
        for assignment in (usual.ASSIGNMENT, CHAPTER):
            report = course / f"{assignment}.json"
            command = [
                sys.executable,
                "-m",
                "autograder",
                "grade",
                assignment,
                "--json",
                str(report),
                *limits,
            ]
            process = subprocess.Popen(
                command, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            peaks = Peaks(process.pid)
            try:
                said, _ = process.communicate(timeout=900)
            finally:
                process.kill()
                peaks.stop()
            assert process.returncode in (0, 1), said[-3000:]
            self.said += said
            self.peaks |= {f"{assignment}, {name}": mib for name, mib in peaks.mib.items()}
            for one in json.loads(report.read_text("utf-8"))["submissions"]:
                self.submissions[one["student"], assignment] = one

    def cells(self, student: str, assignment: str, notebook: str) -> dict[str, dict[str, Any]]:
        """The verdicts on a notebook's cells, by grade_id, but for those that a person grades."""
        notebooks = self.submissions[student, assignment]["notebooks"]
        (found,) = (one for one in notebooks if one["name"] == notebook)
        assert found["status"] == "graded", found["message"]
        return {cell["grade_id"]: cell for cell in found["cells"] if cell["status"] != "manual"}

    def notebook(self, attack: Attack) -> str:
        """The graded notebook's text."""
        name = f"{attack.notebook}.ipynb"
        path = self.course / "autograded" / student_of(attack) / attack.assignment / name
        return path.read_text("utf-8")


def student_of(attack: Attack) -> str:
    """Who hands an attack in."""
    return f"{attack.kind}-{attack.name}"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The class, graded once."""
    course = build_course(tmp_path_factory.mktemp("values") / "course")
    for attack in ATTACKS:
        submit(course, student_of(attack), attack)
    for notebook in [usual.NOTEBOOK, *CHAPTERS]:
        submit(course, RIGHT, Attack(RIGHT, {}, (), notebook=notebook))
    return Graded(course)


class TestCorpus:
    """The attacks themselves."""

    def test_is_large(self) -> None:
        """There are eighty or more, some of every kind, each of a name of its own."""
        names = [student_of(attack) for attack in ATTACKS]

        assert len(ATTACKS) >= 80
        assert {attack.kind for attack in ATTACKS} == set(KINDS)
        assert len(set(names)) == len(names)

    def test_tests_are_usual(self) -> None:
        """There are twenty usual tests or more."""
        assert len(usual.USUAL) >= 20


class TestClass:
    """The class as a whole."""

    def test_right_answers_get_full_marks(self, graded: Graded) -> None:
        """Whatever stands beside them; only the test that uses an editable helper could be forged."""
        of_usual, of_chapter = (graded.submissions[RIGHT, name] for name in (usual.ASSIGNMENT, CHAPTER))
        cells = graded.cells(RIGHT, usual.ASSIGNMENT, usual.NOTEBOOK)

        assert of_usual["score"] == of_usual["max_score"] == sum(one.points for one in usual.USUAL.values())
        assert of_chapter["score"] == of_chapter["max_score"] > 0
        assert {name for name, cell in cells.items() if cell["forgeable"]} == {"test_half"}

    def test_memory_is_bounded(self, graded: Graded) -> None:
        """Neither a member nor the process that writes needs much over any of them."""
        assert len(graded.peaks) >= 4
        assert {name: mib for name, mib in graded.peaks.items() if mib > MAX_MIB} == {}

    def test_helper_that_students_can_edit_is_named(self, graded: Graded) -> None:
        """So that the instructor locks it."""
        assert "`near` is defined in a cell that students can edit; lock it" in " ".join(graded.said.split())

    def test_magic_that_the_judge_does_not_know_is_named(self, graded: Graded) -> None:
        """So that nobody wonders what became of it."""
        assert "`%env MODE=strict`" in graded.said

    def test_broken_tests_are_listed(self, graded: Graded) -> None:
        """With whose answers they broke on, and where."""
        assert "This test broke on the answers of" in graded.said
        assert "Traceback" not in graded.said

    def test_report_says_what_broke(self, graded: Graded) -> None:
        """For each answer, with the place in the test."""
        command = [sys.executable, "-m", "autograder", "report", usual.ASSIGNMENT]
        subprocess.run(command, cwd=graded.course, check=True, capture_output=True)
        page = (graded.course / "report" / f"{usual.ASSIGNMENT}.html").read_text("utf-8")

        assert "an oddity, or forged. (test_accuracy: it ended with no number from 0 to 2)" in page


@each_attack
class TestAttack:
    """One attack."""

    def test_costs_its_own_cells_alone(self, attack: Attack, graded: Graded) -> None:
        """Those that it is about have zero points, never no score; the others keep theirs."""
        cells = graded.cells(student_of(attack), attack.assignment, attack.notebook)

        assert attack.targets <= cells.keys()
        for grade_id, cell in cells.items():
            if grade_id in attack.targets:
                assert (grade_id, cell["score"]) == (grade_id, 0.0), cell["feedback"][:1000]
                assert cell["status"] in ("failed", "tampered")
            elif attack.others:
                assert (grade_id, cell["score"]) == (grade_id, cell["max_score"]), cell["feedback"][:1000]

    def test_is_told_within_bounds(self, attack: Attack, graded: Graded) -> None:
        """Feedback is short, and has none of what stands in hidden lines."""
        cells = graded.cells(student_of(attack), attack.assignment, attack.notebook)

        assert max(len(cell["feedback"]) for cell in cells.values()) < MAX_FEEDBACK
        if attack.kind == "leaks":
            assert str(usual.SECRET) not in json.dumps(list(cells.values()))

    def test_notebook_is_standard_and_small(self, attack: Attack, graded: Graded) -> None:
        """JSON as everybody reads it; what students' cells put out is bounded, and holds no hidden values."""
        text = graded.notebook(attack)
        cells = json.loads(text, parse_constant=pytest.fail)["cells"]
        outputs = [
            cell["outputs"]
            for cell in cells
            if not cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code"
        ]

        assert len(text) < MAX_NOTEBOOK + 4 * len(value_attacks.submission(attack))
        if attack.kind == "leaks":
            assert str(usual.SECRET) not in json.dumps(outputs)


@pytest.mark.parametrize(
    "name", ["many-cells-of-tiny-outputs", "many-cells-of-small-json", "messages-of-eight-megabytes"]
)
def test_longest_notebooks_end_in_time(name: str, tmp_path: Path) -> None:
    """What comes after a notebook's run counts towards its time: its limit and ten seconds are the most."""
    (attack,) = (attack for attack in ATTACKS if attack.name == name)
    course = build_course(tmp_path / "course")
    submit(course, name, attack)
    folder = course / "submitted" / name / attack.assignment
    limits = [word for limit, most in LIMITS.items() for word in ("--limit", f"{limit}={most}")]
    value_attacks.submit(course, RIGHT, Attack(RIGHT, {}, ()))
    honest = course / "submitted" / RIGHT / attack.assignment

    def seconds(path: Path) -> float:
        began = time.monotonic()
        command = [sys.executable, "-m", "autograder", "check", str(path), *limits]
        done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=300)
        assert done.returncode in (0, 1), done.stderr
        return time.monotonic() - began

    assert seconds(folder) - seconds(honest) < LIMITS["notebook"] + 10
