"""What all tests share: this repository's course, copies of it, and the real `nbgrader` command."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"  # before anything imports pyplot

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", ".ruff_cache", "worked")

settings.register_profile("busy machine", deadline=None)  # one with more to do is no failure
settings.load_profile("busy machine")

Command = Callable[..., subprocess.CompletedProcess[str]]

# The files that take long, the longest first: a worker that begins one of them at the end works alone.
LONGEST = """
    test_attacks test_mutated_class test_own_machine test_times test_grading test_grade_command
    test_gradebook_trouble test_forgeries test_autograde test_quickstart test_damaged test_sample
    test_student_values test_shown_outputs test_report test_stock_autograde test_sandbox test_other_course
    test_cycle test_roster test_odd_tests test_feedback test_feedback_command test_gradebook_rows test_lesson
    test_load test_remote_channel test_leaning_answers test_cluster test_astray test_package test_unforeseen
""".split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, however many tests they have."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of this repository, a course."""
    return ROOT


@pytest.fixture(scope="session")
def course(root):
    """This repository's course."""
    from autograder.course import Course

    return Course.at(root)


@pytest.fixture(scope="session")
def exercises(course):
    """All exercises of ch177, by name."""
    return course.exercises("ch177")


@pytest.fixture(scope="session")
def try_answers(course):
    """Judge all notebooks of ch177 with some solution cells replaced, as `autograder verify` does."""
    from autograder.verify.trial import tried, warm_pair

    assignment = course.assignment("ch177")
    with contextlib.closing(warm_pair(assignment)) as pair:
        yield lambda replaced: [
            verdict
            for notebook in assignment.notebooks.values()
            for verdict in tried(pair.judge, assignment, notebook, replaced)
        ]


@pytest.fixture(scope="session")
def copy_course(root) -> Callable[..., Path]:
    """Copy what an instructor writes by hand into a folder: no release, no results, nothing worked.

    Called with the folder and the notebooks of ch177 to take; all of them, if none is named.
    """

    def copy(target: Path, *notebooks: str) -> Path:
        shutil.copytree(root / "source", target / "source", ignore=LEFT_OUT)
        shutil.copytree(root / "solutions", target / "solutions", ignore=LEFT_OUT)
        shutil.copy(root / "nbgrader_config.py", target)
        if notebooks:
            written = (target / "source" / "ch177").glob("*.ipynb")
            others = [path for path in written if path.stem not in notebooks]
            modules = {path.stem.partition("_")[2] for path in others}
            solved = (target / "solutions" / "ch177").rglob("*.py")
            for path in [*others, *(path for path in solved if path.stem in modules)]:
                path.unlink()
        return target

    return copy


@pytest.fixture(scope="session")
def nbgrader(tmp_path_factory) -> Command:
    """Run the real `nbgrader` in a folder, away from the settings of whoever runs the tests.

    Called with the folder, the arguments, and variables of the environment by keyword.
    """
    settings = tmp_path_factory.mktemp("settings")
    programs = Path(sys.executable).parent
    environment = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"} | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(settings / "jupyter"),
        "IPYTHONDIR": str(settings / "ipython"),
        "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1",
        "PYTHONPATH": str(ROOT / "tests" / "lighter"),
    }

    def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(programs / "nbgrader"), *arguments],
            cwd=folder,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=240,
        )

    return run
