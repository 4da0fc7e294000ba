"""The sandbox: every layer holds, every limit bites and says so, and nothing is left behind."""

import contextlib
import glob
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from autograder.course import Assignment, Cell, Course, Role
from autograder.errors import UnusableInput
from autograder.judge import Seed
from autograder.judge.job import Job
from autograder.limits import Limits
from autograder.sandbox.findings import SandboxReport, TooWeak
from autograder.sandbox.landlock import abi
from autograder.sandbox.leftovers import Cleaner
from autograder.sandbox.probe import LayerFinding
from autograder.sandbox.runtime import runtime
from autograder.sandbox.walls import ways
from autograder.warm.inside import STUDENT, judge_of
from autograder.warm.pair import WarmPair
from autograder.warm.process import WarmProcess

ROOT = Path(__file__).parents[2]
SMALL = Limits(
    cell=3,
    call=1,
    notebook=20,
    memory=300,
    processes=20,
    file_size=2,
    disk=8,
    files=100,
    descriptors=40,
    output=4,
)


@pytest.fixture(scope="module")
def pair():
    """A pair with tight limits."""
    made = WarmPair(WarmProcess(SMALL))
    yield made
    made.close()


@pytest.fixture
def outputs(pair):
    """What cells put out, each cell's as one text, and why the process ended."""

    def run(*sources, limits=SMALL):
        cells = tuple(Cell("", Role.PLAIN, "code", source) for source in sources)
        verdict = pair.judge(Job(Seed("demo", "ada", "1"), "1_demo", cells, limits=limits))
        texts = {
            place: "".join(output.text + output.ename + output.evalue for output in found)
            for place, found in verdict.outputs.items()
        }
        return texts | {f"ended {place}": why for place, why in verdict.left_out.items()}

    return run


@pytest.fixture
def preferred(pair):
    """Students' processes have the processors before all else that runs here: root may say so."""
    pair.students.wait_until_ready()
    over = threading.Event()

    def say_so():
        while not over.wait(0.05):
            for pid in processes_below(pair.students._process.pid):
                with contextlib.suppress(OSError):
                    Path(f"/proc/{pid}/autogroup").write_text("-15")

    saying = threading.Thread(target=say_so)
    saying.start()
    yield
    over.set()
    saying.join()


class TestLayers:
    """What holds on this machine, by trying what it must forbid."""

    @pytest.mark.parametrize("wall", ["students", "judges"])
    def test_every_layer_holds_here(self, pair, wall):
        """All that decide, of both walls: where one doesn't, these tests fail."""
        pair.wait_until_ready()
        report = getattr(pair, wall).report

        assert [finding.layer for finding in report.findings] == [
            *("namespaces", "Landlock", "seccomp", "user", "limits", "cgroup")
        ]
        assert not [finding for finding in report.findings if not finding.holds and finding.layer != "cgroup"]

    @pytest.mark.parametrize(
        "inside", [STUDENT, judge_of(Assignment("demo", {}))], ids=lambda inside: inside.name
    )
    def test_runtime_shows_nothing_of_the_course(self, inside):
        """Neither the course's root, its folders, nor the rooms of the engine that know the gradebook."""
        seen = [path.resolve() for path in runtime(inside.rooms).paths]
        hidden = [
            ROOT,
            ROOT / "solutions",
            ROOT / "source",
            ROOT / "autograder" / "gradebook",
            ROOT / "autograder" / "grading",
            *([ROOT / "autograder" / "judge"] if inside is STUDENT else []),
            Path.home(),
            Path("/tmp"),
        ]

        assert not [
            (path, part) for path in seen for part in hidden if part == path or part.is_relative_to(path)
        ]

    def test_a_students_code_imports_nothing_of_ours_that_decides(self, outputs):
        """Of all the engine's modules, the rooms that run and bound it, and none with checks or answers."""
        modules = [
            ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for path in sorted((ROOT / "autograder").rglob("*.py"))
            if not path.name.startswith("__")
        ]
        try_all = f"""
import contextlib, importlib
for name in {modules}:
    with contextlib.suppress(ImportError, PermissionError):
        importlib.import_module(name)
        print(name)
"""

        imported = set(outputs(try_all, limits=Limits())[0].split())

        assert {name.split(".")[1] for name in imported} == {
            *("errors", "text", "limits", "sandbox", "remote", "student")
        }

    def test_landlock_is_there(self):
        """The tests of layers would say nothing without it."""
        assert abi() >= 1

    def test_bubblewrap_comes_with_the_package(self):
        """No system package is needed."""
        assert any(Path(sys.prefix) in way.program.parents for way in ways())

    def test_without_sandbox_the_report_says_so(self):
        """Nothing holds, and nobody claims it does."""
        with WarmProcess(sandbox=False) as warm_process:
            warm_process.wait_until_ready()

            assert warm_process.report.summary == "off"
            assert not warm_process.report.enough


class TestEnough:
    """Which layers are enough to run students' code."""

    @pytest.mark.parametrize(
        ("holding", "enough"),
        [
            ("namespaces Landlock seccomp user limits cgroup", True),
            ("Landlock seccomp limits", True),
            ("namespaces seccomp limits", True),
            ("namespaces Landlock limits", False),
            ("namespaces Landlock seccomp", False),
            ("seccomp limits user cgroup", False),
            ("", False),
        ],
    )
    def test_combinations(self, holding, enough):
        """Seccomp and limits always, and one of the two that hide files."""
        layers = ("namespaces", "Landlock", "seccomp", "user", "limits", "cgroup")
        report = SandboxReport(
            tuple(LayerFinding(layer, layer in holding.split(), "why") for layer in layers)
        )

        assert report.enough == enough
        if not enough:
            with pytest.raises(TooWeak, match="too weak"):
                report.require()


class TestLimits:
    """Each limit bites, the reason is said, and the next cell goes on."""

    def test_time_of_a_cell(self, outputs):
        """By the clock."""
        seen = outputs("import time; time.sleep(60)", "print('next')", limits=Limits(cell=0.5))

        assert seen["ended 0"] == "took longer than 0.5 s, in line 1: `import time; time.sleep(60)`"
        assert seen[1] == "next\n"

    def test_time_on_processors(self, outputs, preferred):
        """Threads outside the interpreter's lock use two seconds of two processors in one."""
        if len(os.sched_getaffinity(0)) < 2:
            pytest.fail("this test needs two processors")
        busy = (
            "import threading, hashlib\nblock = bytes(1 << 26)\n"
            "def work():\n    while True: hashlib.sha256(block).digest()\n"
            "ts = [threading.Thread(target=work, daemon=True) for _ in range(2)]\n"
            "[t.start() for t in ts]\nimport time; time.sleep(60)"
        )
        begun = time.monotonic()

        seen = outputs(busy, "print('next')", limits=Limits(cell=8, notebook=30))

        assert seen["ended 0"].startswith("took longer than 8 s")
        assert seen[1] == "next\n"
        assert time.monotonic() - begun < 7.6

    def test_time_of_a_notebook_is_the_kernels_limit_too(self, outputs):
        """Nothing that a process does to its signals keeps it alive."""
        seen = outputs("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))")

        assert seen[0] == "(21, 21)\n"

    @pytest.mark.parametrize(
        "source",
        [
            "x = bytearray(400 << 20)",
            "import numpy as np\nx = np.ones(50_000_000)",
            "x = []\nwhile True: x.append(bytearray(1 << 20))",
            "import mmap\nx = [mmap.mmap(-1, 64 << 20) for _ in range(40)]\n"
            "for shared in x: shared.write(bytes(64 << 20))",
        ],
    )
    def test_memory(self, outputs, source):
        """By numbers, lists and shared maps alike: an error in the cell, or the end of the process."""
        seen = outputs(source, "print('next')")

        assert "ended 0" in seen or "Error" in seen[0]
        assert seen[1] == "next\n"

    def test_size_of_a_file(self, outputs):
        """Beyond it, an error in the cell."""
        seen = outputs("open('large', 'wb').write(bytes(3 << 20))", "print('next')")

        assert "File too large" in seen[0]
        assert seen[1] == "next\n"

    def test_disk(self, outputs):
        """All files together."""
        seen = outputs("for i in range(20):\n    open(f'f{i}', 'wb').write(bytes(1 << 20))", "print('next')")

        assert "No space left" in seen[0]
        assert seen[1] == "next\n"

    def test_number_of_files(self, outputs):
        """The process is ended, soon."""
        source = "import time\nfor i in range(500): open(f'f{i}', 'w').close()\ntime.sleep(2)"

        seen = outputs(source, "print('next')")

        assert "ended 0" in seen
        assert seen[1] == "next\n"

    def test_open_files(self, outputs):
        """An error in the cell."""
        seen = outputs("x = [open('/dev/null') for _ in range(60)]", "print('next')")

        assert "Too many open files" in seen[0]
        assert seen[1] == "next\n"

    def test_threads(self, outputs):
        """An error in the cell; the process goes on."""
        source = (
            "import threading, time\n"
            "for _ in range(60): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()"
        )

        seen = outputs(source, "print('next')")

        assert "can't start new thread" in seen[0]
        assert seen[1] == "next\n"

    def test_output_is_cut_with_a_note(self, outputs):
        """The rest of the cell runs, and the points stay."""
        seen = outputs("print('x' * 100_000)\nkept = 3", "print(kept)")

        assert 4000 < len(seen[0]) < 5000
        assert "the rest of the output is left out" in seen[0]
        assert seen[1] == "3\n"

    def test_no_limit_can_be_raised(self, outputs):
        """Not by the process itself."""
        source = (
            "import resource\nraised = []\n"
            "for name in ('AS', 'DATA', 'CPU', 'FSIZE', 'NOFILE', 'NPROC', 'CORE'):\n"
            "    try:\n"
            "        resource.setrlimit(getattr(resource, 'RLIMIT_' + name), (resource.RLIM_INFINITY,) * 2)\n"
            "        raised.append(name)\n"
            "    except (OSError, ValueError): pass\n"
            "print(raised)"
        )

        assert outputs(source)[0] == "[]\n"


class TestSettings:
    """Limits come from options and from nbgrader_config.py."""

    def test_options_change_limits(self):
        """NAME=NUMBER, in the unit of the limit."""
        limits = Limits().with_changes(["call=2.5", "disk=64"])

        assert (limits.call, limits.disk, limits.cell) == (2.5, 64, 30)

    @pytest.mark.parametrize(
        "change", ["calls=3", "call=soon", "call=", "call", "memory=1", "cell=-1", "call=nan"]
    )
    def test_unusable_changes_are_said(self, change):
        """With what there is, or what the limit can be."""
        with pytest.raises(UnusableInput, match="limit"):
            Limits().with_changes([change])

    def test_configuration_sets_limits(self, tmp_path):
        """c.Limits in nbgrader_config.py."""
        (tmp_path / "nbgrader_config.py").write_text(
            "c = get_config()\nc.Limits.cell = 7\nc.Limits.disk = 9\n"
        )

        limits = Course.at(tmp_path).limits()

        assert (limits.cell, limits.disk, limits.call) == (7, 9, 10)

    def test_configuration_with_an_unknown_limit_is_refused(self, tmp_path):
        """Silence would leave the default in force."""
        (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Limits.sell = 7\n")

        with pytest.raises(UnusableInput, match="no limit 'sell'"):
            Course.at(tmp_path).limits()


def run_cli(*arguments, **settings):
    """`autograder …` as a user runs it."""
    command = [sys.executable, "-m", "autograder", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **settings)


class TestCommands:
    """What users see of the sandbox."""

    def test_doctor_shows_every_layer(self):
        """And that it is enough here."""
        done = run_cli("doctor")

        assert done.returncode == 0, done.stdout + done.stderr
        for word in ("namespaces", "Landlock", "seccomp", "limits", "cgroup", "cell=30", "enough to grade"):
            assert word in done.stdout

    def test_results_name_the_layers(self, tmp_path):
        """In JSON."""
        released = ROOT / "release" / "ch177" / "1_parameter_count.ipynb"

        run_cli("check", released, "--course", ROOT, "--json", tmp_path / "a.json")

        assert "seccomp" in json.loads((tmp_path / "a.json").read_text())["sandbox"]

    def test_no_sandbox_is_said_loudly(self, tmp_path):
        """On the terminal, in JSON and in each cell's feedback."""
        released = ROOT / "release" / "ch177" / "1_parameter_count.ipynb"

        done = run_cli("check", released, "--no-sandbox", "--course", ROOT, "--json", tmp_path / "a.json")

        document = json.loads((tmp_path / "a.json").read_text())
        graded = [notebook for notebook in document["notebooks"] if notebook["status"] == "graded"]
        assert document["sandbox"] == "off"
        assert "Graded without the sandbox" in done.stdout
        assert all("without the sandbox" in cell["feedback"] for cell in graded[0]["cells"])

    def test_grading_refuses_where_too_little_holds(self, tmp_path):
        """Exit code 2, one line, a command that helps; nothing is written."""
        weak = [sys.executable, ROOT / "tests/hostile/as_in_docker.py", "--without-landlock"]
        command = [
            *weak,
            sys.executable,
            "-m",
            "autograder",
            "check",
            ROOT / "release/ch177",
            "--course",
            ROOT,
        ]

        done = subprocess.run(
            [*map(str, command), "--json", tmp_path / "a.json"], capture_output=True, text=True, timeout=120
        )

        assert done.returncode == 2, done.stdout + done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert "too weak" in done.stderr
        assert "autograder doctor" in done.stderr
        assert not (tmp_path / "a.json").exists()


def processes_below(pid):
    """The numbers of all that a process has started, and they in turn."""
    found = []
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *processes_below(child)]
    return found


class TestNothingIsLeft:
    """However the grader ends."""

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    @pytest.mark.parametrize("seconds", [0.3, 3.0])
    def test_ended_by_a_signal(self, tmp_path, endless, number, seconds):
        """At the start, and in the middle of an endless cell: no process, folder or control group."""
        folder = tmp_path / "tmp"
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", "autograder", "check", endless, "--course", ROOT],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"TMPDIR": str(folder)},
        )
        time.sleep(seconds)
        assert process.poll() is None
        below = processes_below(process.pid)

        process.send_signal(number)

        process.wait(timeout=20)

        def left():
            alive = [pid for pid in below if Path(f"/proc/{pid}").exists()]
            groups = glob.glob(f"/sys/fs/cgroup/**/autograder-{process.pid}-*", recursive=True)
            return alive + list(folder.iterdir()) + groups

        deadline = time.monotonic() + 10
        while left() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert left() == []
        if seconds > 1:
            assert len(below) >= 4  # the judge, bubblewrap, the warm process, the student's

    def test_cleaner_removes_what_a_killed_process_leaves(self, tmp_path):
        """Whatever the modes of the folders."""
        folder = tmp_path / "autograder-x"
        (folder / "closed" / "deep").mkdir(parents=True)
        (folder / "closed").chmod(0)
        source = (
            "import os, pathlib, sys\nfrom autograder.sandbox.leftovers import Cleaner\n"
            "Cleaner(pathlib.Path(sys.argv[1]))\nos.kill(os.getpid(), 9)"
        )

        subprocess.run([sys.executable, "-c", source, folder], timeout=30)

        deadline = time.monotonic() + 10
        while folder.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not folder.exists()

    def test_cleaner_that_is_closed_has_cleaned(self, tmp_path):
        """At once."""
        folder = tmp_path / "autograder-y"
        folder.mkdir()

        Cleaner(folder).close()

        assert not folder.exists()


@pytest.fixture
def endless(tmp_path):
    """A submission with an endless cell."""
    notebook = json.loads((ROOT / "release/ch177/1_parameter_count.ipynb").read_text())
    cell = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("solution"))
    cell["source"] = "while True: pass"
    (tmp_path / "1_parameter_count.ipynb").write_text(json.dumps(notebook))
    return tmp_path / "1_parameter_count.ipynb"
