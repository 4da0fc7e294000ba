"""The course that `nbgrader quickstart` makes, graded as it is: stock's scores, and no forgeries."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import nbformat
import pytest

ASSIGNMENT = "ps1"
BY_HAND = ("part-", "sum_of_squares_equation", "sum_of_squares_application", "cell-938593c4a215c6cc")
# What students write into the cells of problem1, by grade_id; "right" has the instructor's solutions.
SQUARES = "def squares(n):\n    {}\n    return [{} for i in range(1, {})]"
RAISES = 'if n < 1: raise ValueError("n must be at least 1")'
SUM = "def sum_of_squares(n):\n    return {}"
ANSWERS = {
    "right": {},
    "blank": None,
    "off-by-one": {"squares": SQUARES.format(RAISES, "i ** 2", "n")},
    "no-error": {"squares": SQUARES.format("pass", "i ** 2", "n + 1")},
    "wrong-error": {"squares": SQUARES.format(RAISES.replace("ValueError", "TypeError"), "i ** 2", "n + 1")},
    "cubes": {"squares": SQUARES.format(RAISES, "i ** 3", "n + 1")},
    "as-a-tuple": {
        "squares": SQUARES.format(RAISES, "i * i", "n + 1").replace("[", "tuple(").replace("]", ")")
    },
    "on-its-own": {"sum_of_squares": SUM.format("sum(i ** 2 for i in range(1, n + 1))")},
    "formula": {"sum_of_squares": SUM.format("n * (n + 1) * (2 * n + 1) // 6")},
    "prints": {"sum_of_squares": "def sum_of_squares(n):\n    print(sum(squares(n)))"},
    "syntax": {"squares": "def squares(n)\n    return n"},
}
FORGERY = "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])"  # later cells do nothing
FORGEABLE = {"sum_of_squares_uses_squares"}  # it deletes a name of the student's


@pytest.fixture(scope="module", params=["plain", "autotest"])
def quickstart(request, tmp_path_factory, nbgrader):
    """The course that nbgrader comes with, a class that has handed in, and a forger."""
    folder = tmp_path_factory.mktemp(request.param)
    options = ["--autotest"] if request.param == "autotest" else []
    nbgrader(folder, "quickstart", "course", *options).check_returncode()
    course = folder / "course"
    nbgrader(course, "generate_assignment", ASSIGNMENT).check_returncode()
    few = list(ANSWERS)[:5] if options else list(ANSWERS)
    for student in few:
        hand_in(course, student, ANSWERS[student])
    hand_in(course, "forger", {"squares": FORGERY})
    return course


def hand_in(course, student, answers):
    """Fill in a release: the instructor's solutions where nothing else is said; None leaves it as it is."""
    target = course / "submitted" / student / ASSIGNMENT
    shutil.copytree(course / "release" / ASSIGNMENT, target)
    if answers is None:
        return
    for path in target.glob("*.ipynb"):
        own = {
            cell.metadata.nbgrader.grade_id: cell.source
            for cell in nbformat.read(course / "source" / ASSIGNMENT / path.name, as_version=4).cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }
        document = nbformat.read(path, as_version=4)
        for cell in document.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if grade_id in own:
                cell.source = answers.get(grade_id, own[grade_id])
        nbformat.write(document, path)


@pytest.fixture(scope="module")
def stock(quickstart, nbgrader):
    """Stock nbgrader's scores, by student and cell."""
    from nbgrader.api import Gradebook

    course = quickstart.with_name("stock")
    shutil.copytree(quickstart, course)
    ended = nbgrader(course, "autograde", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            (handed_in.student_id, grade.name): grade.auto_score
            for handed_in in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in handed_in.notebooks
            for grade in notebook.grades
            if not grade.cell.name.startswith(BY_HAND)
        }


@pytest.fixture(scope="module")
def ours(quickstart):
    """What `autograder grade --json` says, by student and cell."""
    report = quickstart / "report.json"
    ended = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--json", report],
        cwd=quickstart,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return {
        (handed_in["student"], cell["grade_id"]): cell
        for handed_in in json.loads(report.read_text(encoding="utf-8"))["submissions"]
        for notebook in handed_in["notebooks"]
        for cell in notebook["cells"]
        if cell["status"] != "manual"
    }


def test_same_scores_as_stock(stock, ours):
    """Every honest student, every cell; and the class isn't all alike."""
    honest = {place: score for place, score in stock.items() if place[0] != "forger"}

    assert {place: ours[place]["score"] for place in honest} == honest
    assert (
        len({sum(score for (who, _), score in honest.items() if who == student) for student in ANSWERS}) > 3
    )


def test_only_what_needs_the_students_process_runs_there(ours):
    """Found without a mark in nbgrader's own notebooks."""
    found = {grade_id for (_, grade_id), cell in ours.items() if cell["forgeable"]}

    assert found == FORGEABLE


def test_forgery_pays_with_stock_and_not_here(stock, ours):
    """Whoever makes every later cell do nothing has all points there; in the judge none, and is found out."""
    forged = {place: score for place, score in stock.items() if place[0] == "forger"}

    assert sum(forged.values()) == 3
    assert {ours[place]["score"] for place in forged} == {0.0}
    assert {ours[place]["status"] for place in forged if ours[place]["forgeable"]} == {"tampered"}
