"""Tests that were written for one process score as with real stock nbgrader, with two witnesses or one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from conftest import CourseBuilder
from odd_exercises import NOTEBOOKS

STUDENTS = ("blank", "right", "wrong")
CELLS = [(notebook, name) for notebook, exercises in NOTEBOOKS.items() for name in exercises]
each_cell = pytest.mark.parametrize(
    ("notebook", "name"), CELLS, ids=[f"{book}-{name}" for book, name in CELLS]
)


@pytest.fixture(scope="module")
def submitted(tmp_path_factory, nbgrader):
    """A course of these exercises, released, with one who has all right, all wrong, and nothing."""
    root = tmp_path_factory.mktemp("pitfalls") / "course"
    build = CourseBuilder(root)
    for notebook, exercises in NOTEBOOKS.items():
        cells = []
        for name, odd in exercises.items():
            solution = f"### BEGIN SOLUTION\n{odd.solution.strip()}\n### END SOLUTION"
            cells.append(build.cell(solution, name, solution=True))
            if odd.locked:
                cells.append(build.cell(odd.locked.strip(), f"locked_{name}", locked=True))
            cells.append(build.cell(odd.test.strip(), f"test_{name}", grade=True, locked=True, points=2))
        build.notebook(*cells, name=notebook)
    nbgrader(root, "generate_assignment", "demo").check_returncode()
    for student in STUDENTS:
        for notebook, exercises in NOTEBOOKS.items():
            path = root / "release" / "demo" / f"{notebook}.ipynb"
            document = nbformat.read(path, as_version=4)
            for cell in document.cells:
                odd = exercises.get(cell.metadata.nbgrader.grade_id)
                if odd is not None and student != "blank":
                    cell.source = (odd.solution if student == "right" else odd.wrong).strip()
            target = root / "submitted" / student / "demo" / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(document, target)
    return root


@pytest.fixture(scope="module")
def stock(submitted, nbgrader):
    """The points that stock nbgrader gives, by student, notebook and exercise."""
    from nbgrader.api import Gradebook

    course = shutil.copytree(submitted, submitted.with_name("stock"))
    ended = nbgrader(course, "autograde", "demo")
    assert ended.returncode == 0, ended.stderr
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            (handed_in.student_id, notebook.name, grade.name.removeprefix("test_")): grade.auto_score
            for handed_in in gradebook.assignment_submissions("demo")
            for notebook in handed_in.notebooks
            for grade in notebook.grades
        }


@pytest.fixture(scope="module")
def graded(submitted):
    """What `autograder grade` prints, and what its JSON says of each cell."""
    report = submitted / "report.json"
    command = [sys.executable, "-m", "autograder", "grade", "demo", "--course", submitted, "--json", report]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=400)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout, {
        (handed_in["student"], notebook["name"], cell["grade_id"].removeprefix("test_")): cell
        for handed_in in json.loads(report.read_text(encoding="utf-8"))["submissions"]
        for notebook in handed_in["notebooks"]
        for cell in notebook["cells"]
    }


def test_there_are_many():
    """More than sixty cells."""
    assert len(CELLS) > 60


@each_cell
def test_stock_tells_them_apart(stock, notebook, name):
    """The comparison means something: the right answer has the points there, the others have none."""
    assert [stock[student, notebook, name] for student in STUDENTS] == [0, 2, 0]


@each_cell
def test_scores_are_those_of_stock(stock, graded, notebook, name):
    """For an answer that is right, one that is wrong, and none at all."""
    cells = {student: graded[1][student, notebook, name] for student in STUDENTS}

    scores = {student: cell["score"] for student, cell in cells.items()}

    reasons = "\n".join(f"{student}: {cell['feedback']}" for student, cell in cells.items())
    assert scores == {student: stock[student, notebook, name] for student in STUDENTS}, reasons


def test_most_are_judged_from_outside(graded):
    """What an own process decides, or objects that are no data, has one witness."""
    forgeable = {name for (_student, _notebook, name), cell in graded[1].items() if cell["forgeable"]}

    assert forgeable & (set(NOTEBOOKS["imports"]) | set(NOTEBOOKS["types"])) <= {
        *("IntEnum", "Enum", "masked", "structured", "dataclass", "polynomial")
    }
    assert forgeable >= {"source", "signature", "printed", "typed", "stack"}
    assert len(forgeable) < len(CELLS) / 2


def test_no_doubt_is_left(graded):
    """Nobody has to look at honest answers."""
    assert {place: cell["person"] for place, cell in graded[1].items() if cell["person"]} == {}
