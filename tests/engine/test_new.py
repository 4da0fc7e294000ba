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


def test_one_more_exercise_is_verified_and_graded(tmp_path, nbgrader):
    """In the last notebook, or one that is named: cells and a module; what was there stays."""
    assert autograder(tmp_path, "new", "ch178", "--exercise", "spread").returncode == 0
    notebook = tmp_path / "source/ch178/1_spread.ipynb"
    before = json.loads(notebook.read_text())["cells"]

    ended = [
        autograder(tmp_path, "new", "ch178", "--exercise", *named)
        for named in (["moving_average"], ["middle", "--notebook", "2_middle"])
    ]
    nbgrader(tmp_path, "generate_assignment", "ch178")
    graded = [autograder(tmp_path, *command) for command in (["sample", "-n", "2"], ["grade", "ch178"])]

    assert [one.returncode for one in ended + graded] == [0] * 4, [one.stderr for one in ended + graded]
    assert "7 of 7 mutants caught" in ended[0].stdout
    assert "moving_average" in ended[0].stdout
    cells = json.loads(notebook.read_text())["cells"]
    assert cells[: len(before)] == before
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells[len(before) :]]
    assert ids == [None, "moving_average", "test_moving_average"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert (tmp_path / "solutions/ch178/moving_average.py").exists()
    assert len(list(tmp_path.glob("autograded/*/ch178/2_middle.ipynb"))) == 2


def test_what_is_added_is_all_that_changes_in_a_notebook(tmp_path):
    """As Jupyter writes it, older formats too, where cells have no ids."""
    assert autograder(tmp_path, "new", "ch178").returncode == 0
    notebook = tmp_path / "source/ch178/1_mean.ipynb"
    old = json.loads(notebook.read_text()) | {"nbformat_minor": 4}
    for cell in old["cells"]:
        del cell["id"]
    notebook.write_text(json.dumps(old, indent=1, ensure_ascii=False) + "\n")
    lines = notebook.read_text().splitlines()

    ended = autograder(tmp_path, "new", "ch178", "--exercise", "spread")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    now = notebook.read_text().splitlines()
    end = lines.index(" ]")
    assert now[: end - 1] == lines[: end - 1]
    assert now[-2:] == lines[-2:]
    assert not any("id" in cell for cell in json.loads(notebook.read_text())["cells"])


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        (["mean"], "already"),
        (["test mean"], "can't be an exercise's name"),
        (["class"], "can't be an exercise's name"),
        (["sum"], "can't be an exercise's name"),
        (["numbers"], "can't be an exercise's name"),
        (["spread", "--notebook", "../x"], "can't be a notebook's name"),
    ],
)
def test_exercise_that_can_not_be_one(tmp_path, arguments, seen):
    """Its name is taken, by the assignment, Python or the template, or is none: nothing is written."""
    assert autograder(tmp_path, "new", "ch178").returncode == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}

    ended = autograder(tmp_path, "new", "ch178", "--exercise", *arguments)

    assert ended.returncode == 2
    assert seen in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    after = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    assert {path: data for path, data in after.items() if path.suffix != ".pyc"} == before


@pytest.mark.parametrize("ignored", ["what autograder new writes", "that of this repository"])
def test_git_sees_no_work_of_students(started, root, tmp_path, ignored):
    """What nbgrader and autograder write in a course's root; the course itself is for git to keep."""
    rules = started[0] / ".gitignore" if ignored == "what autograder new writes" else root / ".gitignore"
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_bytes(rules.read_bytes())
    work = (
        "downloaded/ch178/archive/all.zip submitted/ada/ch178/1_mean.ipynb autograded/ada/ch178/1_mean.ipynb "
        "feedback/ada/ch178/1_mean.html gradebook.db gradebook.db-journal handed_in.db handed_in.db-wal "
        "grades.csv links.csv ch178.csv canvas-ch178.csv ch178.json result.json ch178.parquet "
        "report/ch178.html report/ch178-similar.html ch178-gradescope.zip ch178-feedback.zip submissions.zip "
        "ch178-github/course/solutions/ch178/mean.py ch178-gitlab/.gitlab-ci.yml"
    ).split()
    course = (
        "nbgrader_config.py source/ch178/1_mean.ipynb source/ch178/data.csv solutions/ch178/mean.py "
        "release/ch178/1_mean.ipynb"
    ).split()

    found = subprocess.run(
        ["git", "check-ignore", *work, *course], cwd=tmp_path, capture_output=True, text=True
    )

    assert found.stdout.split() == work
    assert "keeps students' work and grades out of your repository" in started[1]


def test_ignored_files_that_are_there_stay_the_users(tmp_path):
    """A .gitignore of one's own is not touched."""
    (tmp_path / ".gitignore").write_text("mine\n")

    ended = autograder(tmp_path, "new", "ch178")

    assert ended.returncode == 0
    assert ".gitignore" not in ended.stdout
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_folders_may_have_other_names(tmp_path, nbgrader):
    """As nbgrader's configuration has it, for each step: no advice leads in a circle."""
    assert autograder(tmp_path, "new", "ch178").returncode == 0
    names = {"source": "masters", "release": "handout", "submitted": "inbox", "autograded": "marked"}
    (tmp_path / "source").rename(tmp_path / "masters")
    with (tmp_path / "nbgrader_config.py").open("a") as config:
        config.writelines(f'\nc.CourseDirectory.{step}_directory = "{name}"' for step, name in names.items())

    early = autograder(tmp_path, "grade", "ch178")
    nbgrader(tmp_path, "generate_assignment", "ch178")
    ended = [
        autograder(tmp_path, *command)
        for command in (["sample", "-n", "2"], ["grade", "ch178"], ["report", "ch178"], ["new", "ch179"])
    ]

    assert (early.returncode, "`nbgrader generate_assignment ch178`" in early.stderr) == (2, True)
    assert [one.returncode for one in ended] == [0, 0, 0, 0], [one.stderr for one in ended]
    assert len(list(tmp_path.glob("marked/*/ch178/1_mean.ipynb"))) == 2
    assert (tmp_path / "masters" / "ch179" / "1_mean.ipynb").exists()
    assert not [name for name in names if (tmp_path / name).exists()]


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
