"""No attack gets out of the sandbox, and none is felt by whoever is graded next.

Each of them runs in each of three situations, side by side: as root, as an account without rights, and with
what Docker's default profile allows. That they are real is measured too: in a plain kernel they escape.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from attacked import LIMITS, POINTS, PREFIX, Doors, build_course, filled_in, left_since, traces
from attacks import CAUGHT, ENDED, HELD, HERE, OUTCOMES, Attack, corpus
from nbclient import NotebookClient

ATTACKS = corpus()
KINDS = {attack.kind for attack in ATTACKS}
COMMANDS: dict[str, tuple[str, ...]] = {
    "root": (),
    "unprivileged": ("as_unprivileged.py",),
    "docker": ("as_in_docker.py",),
}
if os.geteuid() != 0:
    COMMANDS = {"unprivileged": (), "docker": COMMANDS["docker"]}
MAX_RUN_SECONDS = 700
MAX_TEXT = 3 << 20  # of one cell: a MiB is kept, and JSON writes some of its characters as six
MAX_SECONDS = LIMITS.notebook + 12  # the judge's own time, on a machine that does other things too

each_mode = pytest.mark.parametrize("mode", COMMANDS)
each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)

Ran = Callable[[str], dict[str, Any]]


class Run:
    """A program of this folder at work in one situation, in a folder for temporary files of its own.

    Args:
        mode: which.
        program: its file.
        arguments: its arguments.
    """

    def __init__(self, mode: str, program: str = "attacked.py", *arguments: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attacks-"))  # short: a socket's path has to be
        self.folder.chmod(0o1777)
        self._before = traces(self.folder)
        programs = [str(HERE / name) for name in (*COMMANDS[mode], program)]
        command = [word for program in programs for word in (sys.executable, program)]
        self._said = (self.folder / "said.txt").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [*command, str(self.folder / "out.json"), *arguments],
            env=os.environ | {"TMPDIR": str(self.folder)},
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait(self, seconds: float) -> str:
        """What it has said when it is over, or ended because it takes longer."""
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._end()
        self._said.seek(0)
        return self._said.read()

    def report(self, said: str) -> dict[str, Any]:
        """What it has written, and what is left of it."""
        assert self._process.returncode == 0, said[-3000:]
        report = json.loads((self.folder / "out.json").read_text(encoding="utf-8"))
        return report | {"traces": left_since(self._before, self.folder), "said": said}

    def close(self) -> None:
        """End it and remove its folder."""
        self._end()
        self._said.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self) -> None:
        """End it, and what it was started through."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@pytest.fixture(scope="session")
def runs() -> Iterator[dict[str, Run]]:
    """One run for each mode, all at once."""
    runs = {mode: Run(mode) for mode in COMMANDS}
    yield runs
    for run in runs.values():
        run.close()


@pytest.fixture(scope="session")
def ran(runs: dict[str, Run]) -> Ran:
    """What attacked.py writes, by mode; all have ended by then, so what is left of one is nobody's."""
    end = time.monotonic() + MAX_RUN_SECONDS

    @functools.cache
    def said() -> dict[str, str]:
        return {mode: run.wait(max(end - time.monotonic(), 1)) for mode, run in runs.items()}

    @functools.cache
    def report(mode: str) -> dict[str, Any]:
        return runs[mode].report(said()[mode])

    return report


@pytest.fixture
def found(ran: Ran, mode: str, attack: Attack) -> dict[str, Any]:
    """What came of one attack."""
    everything = ran(mode)["attacks"]
    assert attack.name in everything, "it was not run: nothing held the harmless ones"
    return everything[attack.name]


def printed(found: dict[str, Any]) -> str:
    """All that may be read of an attack, and of the submission that came after it to look."""
    return "\n".join([*found["outputs"], *found.get("later", {}).get("outputs", [])])


class TestCorpus:
    """The attacks themselves."""

    def test_is_large(self) -> None:
        """There are a hundred attacks or more, and at least seven of every class."""
        sizes = {kind: sum(attack.kind == kind for attack in ATTACKS) for kind in KINDS}

        assert len(ATTACKS) >= 100
        assert len(KINDS) == 10
        assert min(sizes.values()) >= 7, sizes

    @each_attack
    def test_says_what_must_hold(self, attack: Attack) -> None:
        """Each says what it tries, and knows an outcome; what is dangerous is never run without a sandbox."""
        assert attack.promise.strip().endswith((".", "?"))
        assert attack.outcome in OUTCOMES
        assert not (attack.stock and attack.dangerous)

    @each_attack
    def test_holds_no_canary(self, attack: Attack) -> None:
        """No attack's own text is what it looks for."""
        text = "\n".join([*attack.cells, attack.answer, *attack.later])

        assert PREFIX not in text
        assert not re.search(r"^(ESCAPED|held)", text, re.M)


@each_mode
class TestMode:
    """The whole run in one situation."""

    def test_honest_student_has_full_score(self, mode: str, ran: Ran) -> None:
        """The course is right: an honest notebook gets all points before any attack."""
        honest = ran(mode)["honest"]

        assert honest["score"] == honest["max_score"] == POINTS
        assert "ERROR" not in honest["outputs"][-1].upper()

    def test_there_is_a_sandbox(self, mode: str, ran: Ran) -> None:
        """The simplest attacks are refused; otherwise the others would mean little."""
        assert ran(mode)["confined"]

    def test_nothing_is_left(self, mode: str, ran: Ran) -> None:
        """No process, no folder, no shared memory, no queue and no control group outlives the run."""
        assert ran(mode)["left"]["processes"] == []
        assert ran(mode)["traces"] == []

    def test_nothing_is_said(self, mode: str, ran: Ran) -> None:
        """The grader's own output has no word of a student's in it, and no canary."""
        said = ran(mode)["said"]

        assert PREFIX not in said
        assert "ESCAPED" not in said
        assert "Traceback" not in said


@each_mode
@each_attack
class TestAttack:
    """One attack in one situation."""

    def test_outcome(self, attack: Attack, mode: str, found: dict[str, Any]) -> None:
        """Nothing that it tries works: it is refused, its process ended, or a person has to look."""
        text = printed(found)

        escaped = [line[:300] for line in text.splitlines() if line.startswith("ESCAPED")]

        assert escaped == []
        if attack.outcome == HELD:
            assert re.search("^held", text, re.M), text[:2000]
        if attack.outcome == ENDED:
            assert "This cell was left out" in text, text[:2000]
        if attack.outcome == CAUGHT:
            assert "tampered" in {cell["status"] for cell in found["result"]["notebooks"][0]["cells"]}

    def test_no_secret(self, attack: Attack, mode: str, ran: Ran, found: dict[str, Any]) -> None:
        """Nothing that was kept from it shows in anything that a person reads."""
        text = json.dumps(found)

        assert [place for place, canary in ran(mode)["canaries"].items() if canary in text] == []
        assert PREFIX not in text
        assert str(HERE.parents[1]) not in found["result"]["notebooks"][0]["cells"][0]["feedback"]

    def test_outputs_are_bounded(self, attack: Attack, mode: str, found: dict[str, Any]) -> None:
        """What is kept of a cell's outputs is little."""
        assert max(map(len, found["outputs"])) < MAX_TEXT

    def test_is_the_submissions_fault(self, attack: Attack, mode: str, found: dict[str, Any]) -> None:
        """It has a result that is no error of the grader's, in a time that is not much over the limit."""
        (notebook,) = found["result"]["notebooks"]

        assert notebook["status"] == "graded"
        assert {cell["status"] for cell in notebook["cells"]} <= {"passed", "failed", "tampered"}
        assert found["seconds"] < MAX_SECONDS

    def test_next_student_feels_nothing(
        self, attack: Attack, mode: str, ran: Ran, found: dict[str, Any]
    ) -> None:
        """An honest notebook right afterwards has its full score, and sees what it always sees."""
        assert found["honest"]["score"] == POINTS
        assert found["honest"]["outputs"] == ran(mode)["honest"]["outputs"]

    def test_grader_is_as_before(self, attack: Attack, mode: str, found: dict[str, Any]) -> None:
        """No more processes, no more open files, and nothing in the course or at home has changed."""
        processes, files = found["processes"], found["files"]

        assert len(processes[1]) <= len(processes[0]), processes
        assert files[1] <= files[0]
        assert found["changed"] == []


@pytest.fixture(scope="session")
def escaped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the attacks print that may be run there, by name; two at a time."""
    stock = [attack for attack in ATTACKS if attack.stock]
    folder = tmp_path_factory.mktemp("stock")
    with ThreadPoolExecutor(2) as pool:
        texts = pool.map(lambda attack: _in_plain_kernels(attack, folder / attack.name), stock)
        return dict(zip((attack.name for attack in stock), texts, strict=True))


class TestStock:
    """Attacks in a plain kernel."""

    @pytest.mark.parametrize(
        "attack", [attack for attack in ATTACKS if attack.stock], ids=lambda attack: attack.name
    )
    def test_escapes_in_a_plain_kernel(self, attack: Attack, escaped: dict[str, str]) -> None:
        """Where nothing holds it, the attack works: it is a real one."""
        assert re.search("^ESCAPED", escaped[attack.name], re.M), escaped[attack.name][:2000]

    def test_are_enough(self) -> None:
        """Most classes have some that may be tried."""
        tried = [attack for attack in ATTACKS if attack.stock]

        assert len(tried) >= 20
        assert {attack.kind for attack in tried} >= {
            "files",
            "network",
            "processes",
            "memory",
            "kernel",
            "residue",
        }


def _in_plain_kernels(attack: Attack, folder: Path) -> str:
    """Run an attack in a kernel, and what comes after it in another: all that they print."""
    folder.mkdir()
    build_course(folder)
    doors = Doors(folder / "host")
    texts = []
    for number, cells in enumerate((attack.cells, attack.later)):
        work = folder / f"work-{number}"
        work.mkdir()
        sources = [filled_in(cell, folder, doors.port) for cell in cells]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        if sources:
            NotebookClient(
                notebook,
                timeout=30,
                kernel_name="python3",
                allow_errors=True,
                resources={"metadata": {"path": work}},
            ).execute()
        texts += [output.get("text", "") for cell in notebook.cells for output in cell.outputs]
    doors.close()
    return "\n".join(texts)
