"""Files beside the one that is graded: nothing that was handed in is passed over without a word."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from running import Started

RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return x"
NAME = "1_double"


@pytest.fixture(scope="module")
def graded(make_course, hand_in, tmp_path_factory):
    """A class in which each student has handed in more than the notebook, graded: its root and results."""
    build = make_course(tmp_path_factory.mktemp("passed_over") / "course")
    build.double()
    build.release()
    release = build.root / "release" / "demo" / f"{NAME}.ipynb"
    document = nbformat.read(release, as_version=4)
    for cell, asked in zip(
        document.cells, build.course.assignment("demo").notebooks[NAME].cells, strict=True
    ):
        cell.source = asked.released
    nbformat.write(document, release)

    def copy(student: str, name: str, source: str) -> Path:
        path = hand_in(build.root, student, source)
        return path.rename(path.with_name(f"{name}.ipynb"))

    copy("ada", f"{NAME} (1)", RIGHT)
    shutil.copy(release, build.root / "submitted" / "ada" / "demo")
    copy("bob", f"{NAME} (1)", RIGHT)
    hand_in(build.root, "bob", WRONG)
    copy("cy", "Untitled3", RIGHT)
    hand_in(build.root, "dan", RIGHT)
    (build.root / "submitted" / "dan" / "demo" / "notes.ipynb").write_text('{"cells": []}')
    out = build.root / "out.json"
    with Started(build.root, "grade", "demo", "--json", out) as run:
        ended = run.ended()
    submissions = json.loads(out.read_text())["submissions"]
    return build.root, ended, {one["student"]: one for one in submissions}


def notes(submission: dict) -> str:
    """All that the notebook's repairs and feedback say."""
    (notebook,) = submission["notebooks"]
    return "\n".join([*notebook["repairs"], *(cell["feedback"] for cell in notebook["cells"])])


def test_a_worked_copy_counts_and_the_untouched_handout_is_named(graded):
    """The student reads which of the two was taken."""
    _root, ended, submissions = graded

    assert submissions["ada"]["score"] == 2
    said = f"{NAME}.ipynb was not graded: {NAME} (1).ipynb was taken for {NAME}."
    assert said in notes(submissions["ada"])
    assert f"ada, {said}" in ended.stdout


def test_of_two_answers_a_person_chooses(graded):
    """The one by the plain name has its score meanwhile; the terminal, JSON and the gradebook ask."""
    root, ended, submissions = graded
    (cell,) = submissions["bob"]["notebooks"][0]["cells"]

    assert cell["score"] == 0
    assert cell["person"] == f"{NAME}.ipynb was graded, but {NAME} (1).ipynb holds another answer."
    assert cell["person"] in notes(submissions["bob"])
    assert f"bob, test_double: failed, needs a person: {cell['person']}" in ended.stdout
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        waiting = {
            one.student.id for one in gradebook.assignment_submissions("demo") if one.needs_manual_grade
        }
    assert waiting == {"bob"}


def test_a_notebook_of_any_name_is_graded(graded):
    """Its cells tell which one it is."""
    _root, _ended, submissions = graded

    assert submissions["cy"]["score"] == 2


def test_a_stranger_is_named_to_the_student(graded):
    """It is no answer, and costs nothing."""
    _root, ended, submissions = graded

    assert submissions["dan"]["score"] == 2
    said = "notes.ipynb was not graded: it isn't a notebook of demo."
    assert said in notes(submissions["dan"])
    assert f"dan, {said}" in ended.stdout
