"""What the command line imports: little where little is asked for; nothing of the judge in the writer."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import Started

AUTOGRADER = Path(sys.executable).with_name("autograder")
HEAVY = {
    "IPython",
    "distributed",
    "matplotlib",
    "msgspec",
    "nbconvert",
    "nbformat",
    "nbgrader",
    "numpy",
    "psycopg",
    "rich",
    "sqlalchemy",
    "traitlets",
}
NAMES = (
    "import atexit, pathlib, sys\n"
    "atexit.register(lambda: pathlib.Path('modules').write_text(' '.join(sys.modules)))"
)


def _imported(folder):
    return {name.partition(".")[0] for name in (folder / "modules").read_text().split()}


@pytest.mark.parametrize(
    "arguments", ["--help", "--version", "grade --help", "check --help", "grade --jobs 0 x"]
)
def test_what_needs_nothing_imports_nothing_heavy(tmp_path, arguments):
    """Help, the version, a wrong option."""
    with Started(tmp_path, *arguments.split(), before=NAMES) as run:
        ended = run.ended()

    assert ended.returncode in (0, 2)
    assert "click" in _imported(tmp_path)
    assert not _imported(tmp_path) & HEAVY


def test_help_is_there_at_once(tmp_path):
    """Below half a second, the start of Python included; the best of five, for others use the machine too."""
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run([AUTOGRADER, "--help"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - begun)

    assert min(took) < 0.5


def test_main_process_runs_neither_students_code_nor_checks(tmp_path, make_course, hand_in):
    """It reads files, talks to the members and writes: no kernel, no plots, no solution module in it."""
    build = make_course(tmp_path / "course")
    build.double()
    build.release()
    hand_in(build.root, "ada")

    with Started(build.root, "grade", "demo", "--jobs", "1", before=NAMES) as run:
        ended = run.ended()

    assert ended.returncode == 0, ended.stderr
    names = _imported(build.root)
    assert {"nbgrader", "sqlalchemy"} <= names
    assert not names & {"IPython", "distributed", "matplotlib", "psycopg", "solutions"}
