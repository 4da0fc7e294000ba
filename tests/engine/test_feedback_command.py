"""`autograder feedback`: everybody's pages written anew, and packed under a platform's names."""

import shutil
import subprocess
import sys
import zipfile

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook


def autograder(folder, *arguments):
    """Run the command in a folder."""
    command = [sys.executable, "-m", "autograder", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module")
def graded(tmp_path_factory, nbgrader):
    """A class of three, graded, without feedback, whose configuration names no page of ours."""
    folder = tmp_path_factory.mktemp("feedback")
    assert autograder(folder, "new", "ch178").returncode == 0
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text().replace("c.GenerateFeedback", "# c.GenerateFeedback"))
    nbgrader(folder, "generate_assignment", "ch178")
    for student in ("ada-day", "bob-ng", "cy-fox"):
        shutil.copytree(folder / "release" / "ch178", folder / "submitted" / student / "ch178")
    ended = autograder(folder, "grade", "ch178")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return folder


def students(folder):
    """Who has handed in."""
    return sorted(path.name for path in (folder / "submitted").iterdir())


def test_pages_are_packed_under_the_platforms_names(graded, tmp_path):
    """Each student's one page as it is after the last word of a person, where Canvas looks for it."""
    first, *others = students(graded)
    archive = tmp_path / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for number, student in enumerate([first, others[0]]):
            file.writestr(f"{student.replace('-', '')}_{70 + number}_{1000 + number}_1_mean.ipynb", "{}")
    autograder(graded, "feedback", "ch178")
    with Gradebook(f"sqlite:///{graded}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("test_mean", "1_mean", "ch178", first)
        grade.manual_score = 0.5
        gradebook.db.commit()

    ended = autograder(graded, "feedback", "ch178", "--zip", "--into", archive, "-o", tmp_path / "all.zip")

    assert ended.returncode == 1, ended.stderr
    assert f"Not in it: {others[1]}." in ended.stdout
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert [name.partition("_")[2] for name in packed.namelist()] == [
            "70_1000_ch178.html",
            "71_1001_ch178.html",
        ]
        page = BeautifulSoup(packed.read(packed.namelist()[0]), "html.parser")
    assert "0.5 of 2 points" in page.title.get_text()
    assert (tmp_path / "all.zip").stat().st_mode & 0o077 == 0


def test_without_a_platform_names_are_the_students(graded, tmp_path):
    """For any other way of giving them back."""
    ended = autograder(graded, "feedback", "ch178", "--zip", "-o", tmp_path / "all.zip")

    assert ended.returncode == 0, ended.stderr
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.namelist() == [f"{student}/ch178.html" for student in students(graded)]


def test_whose_notebook_is_damaged_is_named(graded, tmp_path):
    """The others have their feedback."""
    folder = shutil.copytree(graded, tmp_path / "course")
    damaged = students(folder)[0]
    (folder / "autograded" / damaged / "ch178" / "1_mean.ipynb").write_text("{}")

    ended = autograder(folder, "feedback", "ch178", "--zip")

    assert ended.returncode == 1
    assert f"No feedback for {damaged}" in ended.stdout
    with zipfile.ZipFile(folder / "ch178-feedback.zip") as packed:
        assert len(packed.namelist()) == 2


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        (["ch178", "--into", "x.zip"], "--zip"),
        (["ch179"], "No assignment 'ch179'"),
        (["ch178", "--zip", "--into", "nbgrader_config.py"], "isn't a table"),
        (["ch178", "--zip", "--into", "nowhere.zip"], "nowhere.zip"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_line(graded, arguments, seen):
    """And how it could."""
    ended = autograder(graded, "feedback", *arguments)

    assert ended.returncode == 2, ended.stdout
    assert seen in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_nothing_graded_yet(tmp_path):
    """It is said what to do first."""
    assert autograder(tmp_path, "new", "ch178").returncode == 0

    ended = autograder(tmp_path, "feedback", "ch178")

    assert ended.returncode == 2
    assert "Run `autograder grade ch178` first" in ended.stderr
