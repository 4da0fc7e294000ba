"""The exercise that solutions/README.md writes step by step, written so, in a course of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import nbformat
import pytest

ASSIGNMENT, NOTEBOOK, MODULE = "chapter", "2_transpose_identity", "transpose_identity"


def autograder(folder, *arguments):
    """Run the command in a folder."""
    command = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module")
def page(root):
    """The text."""
    return (root / "solutions" / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def written(page, make_course, tmp_path_factory):
    """A course with the exercise alone: its cells and its modules, as they stand in the text."""
    course = make_course(tmp_path_factory.mktemp("written"))
    answer, test, reference, misconceptions, alternatives = re.findall(r"```python\n(.+?)```", page, re.S)
    cell = course.cell
    course.notebook(
        cell(answer.strip(), "predict_shape", solution=True),
        cell(test.strip(), "test_predict_shape", grade=True, locked=True, points=1),
        assignment=ASSIGNMENT,
        name=NOTEBOOK,
    )
    imports = "import numpy as np\n\nfrom autograder.exercise import Exercise, expect_shape"
    course.module(imports, reference, misconceptions, assignment=ASSIGNMENT, name=MODULE)
    course.module(
        f"import numpy as np\n\nfrom solutions.{ASSIGNMENT}.{MODULE} import predicting",
        alternatives,
        assignment=ASSIGNMENT,
        name=f"alternatives/{MODULE}",
    )
    return course.root


def test_verify_misses_nothing_but_more_correct_answers(written, page, tmp_path):
    """All mutants are caught, both misconceptions named; of the correct answers there are two, as it says."""
    ended = autograder(written, "verify", ASSIGNMENT, "--json", str(tmp_path / "tests.json"))

    (found,) = json.loads((tmp_path / "tests.json").read_text())
    (warning,) = found["warnings"]
    assert ended.returncode == 0, ended.stdout
    assert f"predict_shape: warning: {warning}" in " ".join(page.split())
    assert (found["misconceptions"], found["survivors"], found["problems"]) == (2, [], [])
    assert found["caught"] == found["mutants"] > 5


def test_a_grade_cell_without_its_exercise_is_named(page, root, copy_course, tmp_path):
    """The message of a course in which only the cells are written."""
    folder = copy_course(tmp_path / "course", NOTEBOOK)
    path = folder / "source" / "ch177" / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    flags = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
    cell = nbformat.v4.new_code_cell("assert True", id="more")
    cell.metadata["nbgrader"] = flags | {"grade_id": "test_predict_shape", "points": 1}
    notebook.cells.append(cell)
    nbformat.write(notebook, path)

    ended = autograder(folder, "verify", "ch177")

    assert ended.returncode == 2
    assert f"    {ended.stderr.strip()}\n" in page


def test_a_student_reads_what_is_shown(written, page, tmp_path):
    """With the misconception as the answer: all lines, but for the numbers that are drawn anew."""
    path = written / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "def predict_shape(x_shape, W_shape):\n    return (W_shape[0],)"
    nbformat.write(notebook, tmp_path / path.name)

    ended = autograder(written, "check", str(tmp_path / path.name), "--json", str(tmp_path / "result.json"))

    assert ended.returncode == 0, ended.stderr
    (cell,) = json.loads((tmp_path / "result.json").read_text())["notebooks"][0]["cells"]
    feedback = "".join(f"    {line}\n" if line else "\n" for line in cell["feedback"].splitlines())
    assert without_numbers(feedback) in without_numbers(page)
    assert cell["misconception"] == "forgot_the_batch"


def without_numbers(text):
    """A text in which all whole numbers are alike."""
    return re.sub(r"\d+", "N", text)
