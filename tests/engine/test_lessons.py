"""Notebooks in which nothing is graded: nobody misses them and nothing runs them, handed in or not."""

import json
import shutil

import pytest
from nbgrader.api import Gradebook
from running import Started

from autograder.errors import UnusableInput
from autograder.intake import open_submission
from autograder.sample import fill_submitted

LESSON = "0_lesson"

OLDER = """
c.Autograde.exporter_class = "autograder.gradebook.autograde.IntakeExporter"
c.Autograde.autograde_preprocessors = [
    "autograder.gradebook.autograde.JudgeNotebook",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.gradebook.autograde.SaveVerdicts",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackPage"
c.GenerateFeedback.preprocessors = [
    "autograder.feedback.Scores",
    "autograder.gradebook.feedback.AsReleased",
]
"""


@pytest.fixture
def demo(build):
    """A course with a lesson beside its one exercise, released."""
    build.double()
    build.release()
    for folder in ("source", "release"):
        build.notebook(build.cell("print('run')"), name=LESSON, folder=folder)
    return build


def check(root, path):
    """The exit code of `autograder check`, and what it wrote."""
    with Started(root, "check", path, "--json", root / "out.json") as run:
        ended = run.ended()
    assert ended.returncode in (0, 1), ended.stderr
    return ended, json.loads((root / "out.json").read_text())


def handed_in(path, kind):
    """Put the lesson beside a submission: as it was released, or broken."""
    lesson = path.with_name(f"{LESSON}.ipynb")
    if kind == "broken":
        lesson.write_text('{"cells": [')
    elif kind == "as released":
        shutil.copy(path.parents[3] / "release" / "demo" / lesson.name, lesson)


def test_course_tells_lessons_from_what_is_graded(demo):
    """By the cells: points by machine, points by a person, or none at all."""
    written = demo.cell("Because.", "why", cell_type="markdown", grade=True, solution=True, points=1)
    task = demo.cell("Draw it.", "draw", cell_type="markdown", task=True, points=1)
    practice = demo.cell("x = 1", "practice", solution=True)
    for name, cell in {"2_written": written, "3_task": task, "4_practice": practice}.items():
        demo.notebook(cell, name=name)

    assert list(demo.course.assignment("demo").notebooks) == ["1_double", "2_written", "3_task"]
    assert list(demo.course.assignment("demo").lessons) == [LESSON, "4_practice"]


def test_where_nothing_is_graded_all_notebooks_count(build):
    """An assignment of lessons alone is still one that can be handed in."""
    build.notebook(build.cell("1"), name=LESSON)

    assert list(build.course.assignment("demo").notebooks) == [LESSON]
    assert build.course.assignment("demo").lessons == {}


@pytest.mark.parametrize("kind", ["left out", "as released", "broken"])
def test_check_neither_misses_nor_grades_a_lesson(demo, hand_in, kind):
    """The same result whether it is there, is not there, or is no notebook at all."""
    path = hand_in(demo.root, "ada")
    handed_in(path, kind)

    ended, found = check(demo.root, path.parent)

    assert ended.returncode == 0
    assert [notebook["name"] for notebook in found["notebooks"]] == ["1_double"]
    assert (found["score"], found["max_score"]) == (2, 2)
    assert LESSON not in ended.stdout + ended.stderr


def test_a_lesson_alone_is_no_submission(demo, hand_in):
    """There is nothing to grade in it, and the message says what was expected."""
    path = hand_in(demo.root, "ada")
    handed_in(path, "as released")
    path.unlink()

    with pytest.raises(UnusableInput, match=r"Expected 1_double\.ipynb; found 0_lesson\.ipynb"):
        open_submission(path.parent, demo.course.assignment("demo"))


def test_check_of_a_lesson_says_that_nothing_is_graded(demo):
    """One line on stderr, exit code 2."""
    demo.exercise("triple", demo.DOUBLE + demo.CORRECT)

    with Started(demo.root, "check", f"release/demo/{LESSON}.ipynb") as run:
        ended = run.ended()

    assert ended.returncode == 2
    assert "Nothing is graded in 0_lesson.ipynb. Name another notebook: 1_double, triple." in ended.stderr


def test_grade_leaves_lessons_alone(demo, hand_in, nbgrader):
    """Scores, penalties and flags are those of the exercises; the lesson's own row is worth nothing."""
    for student, kind in {"ada": "as released", "bob": "broken", "cy": "left out"}.items():
        handed_in(hand_in(demo.root, student), kind)
    assert nbgrader(demo.root, "generate_assignment", "demo", "--force").returncode == 0

    with Started(demo.root, "grade", "demo", "--json", demo.root / "out.json") as run:
        ended = run.ended()

    assert ended.returncode == 0, ended.stderr
    submissions = json.loads((demo.root / "out.json").read_text())["submissions"]
    assert {entry["student"]: entry["score"] for entry in submissions} == {"ada": 2, "bob": 2, "cy": 2}
    assert all([n["name"] for n in entry["notebooks"]] == ["1_double"] for entry in submissions)
    assert list((demo.root / "autograded").glob(f"*/demo/{LESSON}.ipynb")) == []
    with Gradebook(f"sqlite:///{demo.root}/gradebook.db") as gradebook:
        for student in ("ada", "bob", "cy"):
            submission = gradebook.find_submission("demo", student)
            assert (submission.score, submission.max_score) == (2, 2)
            assert not submission.needs_manual_grade
            (lesson,) = [notebook for notebook in submission.notebooks if notebook.name == LESSON]
            assert (lesson.score, lesson.max_score, lesson.late_submission_penalty) == (0, 0, None)


def test_nbgrader_leaves_lessons_alone(demo, hand_in, nbgrader):
    """Whatever became of them, as with our own command, and by an older configuration; there is feedback."""
    with (demo.root / "nbgrader_config.py").open("a") as config:
        config.write(OLDER)
    for student, kind in {"ada": "as released", "bob": "broken", "cy": "left out"}.items():
        handed_in(hand_in(demo.root, student), kind)
    assert nbgrader(demo.root, "generate_assignment", "demo", "--force").returncode == 0

    graded = nbgrader(demo.root, "autograde", "demo")
    feedback = nbgrader(demo.root, "generate_feedback", "demo")

    assert graded.returncode == 0, graded.stderr
    assert feedback.returncode == 0, feedback.stderr
    assert list((demo.root / "autograded").glob(f"*/demo/{LESSON}.ipynb")) == []
    assert len(list((demo.root / "feedback").glob("*/demo/1_double.html"))) == 3
    with Gradebook(f"sqlite:///{demo.root}/gradebook.db") as gradebook:
        scores = {entry.student.id: entry.score for entry in gradebook.assignment_submissions("demo")}
    assert scores == {"ada": 2, "bob": 2, "cy": 2}


def test_made_up_students_hand_in_no_lesson(demo):
    """As real ones don't; none of the mishaps looks for an answer in it."""
    students = fill_submitted(demo.course, "demo", students=60, seed=1)

    submitted = demo.root / "submitted"
    assert len(students) == 60
    assert list(submitted.glob(f"*/demo/{LESSON}.ipynb")) == []
    assert list(submitted.glob("*/demo/1_double.ipynb"))
