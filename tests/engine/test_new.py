"""`autograder new`: what it writes verifies and grades as it is, in a course and in an empty folder."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


def autograder(folder, *arguments):
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """An empty folder in which an assignment was started, and what was said."""
    folder = tmp_path_factory.mktemp("new")
    ended = autograder(folder, "new", "ch178")
    assert ended.returncode == 0, ended.stderr
    return folder, ended.stdout


def commands(said):
    """The commands that it says to go on with."""
    return [line.split() for line in said.splitlines() if line.startswith("  ")]


def test_every_command_that_it_names_works(started, nbgrader):
    """To the letter: the tests hold, the release is made, a class is made up and graded."""
    folder, said = started
    named = commands(said)

    for program, *arguments in named:
        ended = nbgrader(folder, *arguments) if program == "nbgrader" else autograder(folder, *arguments)
        assert ended.returncode == 0, ended.stdout + ended.stderr

    assert [command[1] for command in named] == ["verify", "generate_assignment", "sample", "grade"]
    assert len(list(folder.glob("autograded/*/ch178/1_mean.ipynb"))) == 12


def test_misconception_is_named(started, tmp_path):
    """The template's point: a wrong answer is told what it is."""
    folder, _ = started
    notebook = json.loads((folder / "source/ch178/1_mean.ipynb").read_text())
    solution = next(cell for cell in notebook["cells"] if cell["id"] == "mean")
    solution["source"] = "def mean(numbers):\n    return sum(numbers)"
    handed_in = tmp_path / "1_mean.ipynb"
    handed_in.write_text(json.dumps(notebook))

    ended = autograder(folder, "check", str(handed_in), "--json", str(tmp_path / "result.json"))

    assert ended.returncode == 0, ended.stderr
    (cell,) = json.loads((tmp_path / "result.json").read_text())["notebooks"][0]["cells"]
    assert (cell["score"], cell["misconception"]) == (0.0, "forgot_to_divide")


def test_course_that_is_there_keeps_its_configuration(build):
    """Only what isn't there is written."""
    before = (build.root / "nbgrader_config.py").read_bytes()

    ended = autograder(build.root, "new", "week-2")

    assert ended.returncode == 0
    assert (build.root / "nbgrader_config.py").read_bytes() == before
    assert autograder(build.root, "verify", "week-2").returncode == 0


@pytest.mark.parametrize("name", ["a b", "../x", "", "ch+1", "-x", "ch.1"])
def test_name_that_can_not_be_one(tmp_path, name):
    """Nothing is written, and it is said in a line."""
    ended = autograder(tmp_path, "new", "--", name)

    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_assignment_that_is_there_already(started):
    """It isn't touched."""
    folder, _ = started
    before = (folder / "solutions/ch178/mean.py").read_bytes()

    ended = autograder(folder, "new", "ch178")

    assert ended.returncode == 2
    assert "already" in ended.stderr
    assert (folder / "solutions/ch178/mean.py").read_bytes() == before


def test_configuration_is_this_courses(started, root):
    """What makes nbgrader go through the engine is in both."""
    folder, _ = started

    def settings(path):
        lines = (path / "nbgrader_config.py").read_text().partition("c.Autograde.exporter_class")[2]
        return lines.strip()

    assert settings(folder) == settings(root)
