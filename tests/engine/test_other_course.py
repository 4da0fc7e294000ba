"""Plain assert cells of any other nbgrader course: they score in the judge as with stock nbgrader."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from other_course.students import CLASS, submission

from autograder.judge.names import Names
from autograder.remote.stand_ins import RemoteObject

HERE = Path(__file__).parent / "other_course"
ASSIGNMENT = "basics"


def source_notebooks():
    """The instructor's notebooks, by name."""
    return {
        path.stem: nbformat.read(path, as_version=4)
        for path in sorted((HERE / "source" / ASSIGNMENT).glob("*.ipynb"))
    }


GRADE_CELLS = {
    (name, cell.metadata.nbgrader.grade_id): cell
    for name, notebook in source_notebooks().items()
    for cell in notebook.cells
    if cell.metadata.get("nbgrader", {}).get("grade") and not cell.metadata.nbgrader.solution
}


@pytest.fixture(scope="session")
def submitted(tmp_path_factory, nbgrader):
    """The course with its release and what its students handed in."""
    course = tmp_path_factory.mktemp("other") / "course"
    shutil.copytree(HERE, course, ignore=shutil.ignore_patterns("__pycache__", "students.py"))
    nbgrader(course, "generate_assignment", ASSIGNMENT).check_returncode()
    release = course / "release" / ASSIGNMENT
    for student in CLASS:
        folder = course / "submitted" / student / ASSIGNMENT
        shutil.copytree(release, folder)
        for name, instructor in source_notebooks().items():
            path = folder / f"{name}.ipynb"
            notebook = submission(student, nbformat.read(path, as_version=4), instructor)
            nbformat.write(notebook, path)
    return course


@pytest.fixture(scope="session")
def stock(submitted, nbgrader):
    """The scores that stock nbgrader gives, by student, notebook and grade cell."""
    students = list(CLASS)
    with ThreadPoolExecutor(2) as pool:
        lanes = [pool.submit(graded_by_stock, submitted, nbgrader, students[lane::2]) for lane in range(2)]
        return {place: score for lane in lanes for place, score in lane.result().items()}


def graded_by_stock(submitted, nbgrader, students):
    """The scores that stock nbgrader gives these students."""
    course = submitted.with_name(f"stock-{students[0]}")
    shutil.copytree(submitted, course)
    for folder in (course / "submitted").iterdir():
        if folder.name not in students:
            shutil.rmtree(folder)
    ended = nbgrader(course, "autograde", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr
    return gradebook_scores(course)


def gradebook_scores(course):
    """The scores in a course's gradebook, likewise."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            (handed_in.student_id, notebook.name, grade.name): grade.auto_score
            for handed_in in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in handed_in.notebooks
            for grade in notebook.grades
        }


@pytest.fixture(scope="session")
def ours(submitted):
    """What `autograder grade --json` says of each cell; the course has no solutions/."""
    course = submitted.with_name("ours")
    shutil.copytree(submitted, course)
    return graded_here(course, exit_code=0)


@pytest.fixture(scope="session")
def judged(submitted):
    """The same with every grade cell in the judge, as a tag asks."""
    course = submitted.with_name("judged")
    shutil.copytree(submitted, course)
    for name, notebook in source_notebooks().items():
        for cell in notebook.cells:
            cell.metadata["tags"] = ["run-in-judge"]
        nbformat.write(notebook, course / "source" / ASSIGNMENT / f"{name}.ipynb")
    return graded_here(course, exit_code=1)


def graded_here(course, *, exit_code):
    """What `autograder grade --json` says, by student, notebook and grade cell."""
    report = course / "report.json"
    ended = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, "--course", course, "--json", report],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ended.returncode == exit_code, ended.stdout + ended.stderr
    return {
        (handed_in["student"], notebook["name"], cell["grade_id"]): cell
        for handed_in in json.loads(report.read_text(encoding="utf-8"))["submissions"]
        for notebook in handed_in["notebooks"]
        for cell in notebook["cells"]
    }


each_cell = pytest.mark.parametrize(
    ("notebook", "grade_id"), GRADE_CELLS, ids=[name for _, name in GRADE_CELLS]
)


@each_cell
def test_cell_scores_as_with_stock_nbgrader(stock, ours, notebook, grade_id):
    """Every student gets the points that they would get there; the cell is the other course's, unchanged."""
    expected = {student: stock[student, notebook, grade_id] for student in CLASS}

    cells = {student: ours[student, notebook, grade_id] for student in CLASS}

    reasons = "\n".join(f"{student}: {cell['feedback']}" for student, cell in cells.items())
    assert {student: cell["score"] for student, cell in cells.items()} == expected, reasons


@each_cell
def test_cell_tells_right_from_wrong(stock, notebook, grade_id):
    """The comparison means something: with stock nbgrader one student has the points, another hasn't."""
    points = GRADE_CELLS[notebook, grade_id].metadata.nbgrader.points

    scores = {student: stock[student, notebook, grade_id] for student in CLASS}

    assert scores["right"] == scores["untidy"] == points
    assert min(scores.values()) < points


# These delete or replace a student's name, read its source, pass a function of their own or need a live
# object; and "captured" is what the cell before it captured.
NEED_THE_STUDENTS_PROCESS = """
    test_serve_first_queue test_power_signature test_factorial_has_no_loop test_sum_of_squares_uses_square
    test_countdown_is_lazy test_visit_of_the_first test_shout_decorates test_apply_to_all_with_own
    test_total_of_iterator test_print_table test_print_table_captured
    test_print_table_what_was_captured test_roll_with_a_seed test_Stack_contains
    test_Stack_type test_InsufficientFunds test_SavingsAccount_error_class test_Vector_sum
    test_Vector_equal test_integrate_own test_random_walk_with_a_seed test_write_report
    test_plot_temperatures_line
""".split()


def test_cells_that_need_the_students_process_are_found(ours, judged):
    """Without a mark, and no others; their results say that they could be forged."""
    found = {grade_id for (_, _, grade_id), cell in ours.items() if cell["forgeable"]}

    assert found == set(NEED_THE_STUDENTS_PROCESS)
    assert not any(cell["forgeable"] for cell in judged.values())


def test_no_assert_passes_by_accident(stock, judged):
    """A cell that can't work in the judge, and runs there, costs points; it never gives any."""
    scores = {place: cell["score"] or 0 for place, cell in judged.items()}

    given = {place: score for place, score in scores.items() if score > (stock[place] or 0)}

    assert given == {}


def test_cell_magic_in_the_judge_needs_a_person(judged):
    """What is no Python is nobody's fault, and costs the other cells nothing."""
    magic = judged["right", "1_functions", "test_print_table_captured"]

    assert (magic["status"], magic["score"]) == ("error", None)
    assert judged["right", "1_functions", "test_roll"]["status"] == "passed"


def test_written_cells_wait_for_a_person(stock, ours):
    """Manual cells, of code or Markdown, are the same in both: nothing for one that was left alone."""
    manual = {place for place, cell in ours.items() if cell["status"] == "manual"}

    assert {grade_id for _, _, grade_id in manual} == {"written_recursion", "own_function", "written_plot"}
    assert manual == set(stock) - {(student, *cell) for student in CLASS for cell in GRADE_CELLS}
    assert all(ours[place]["score"] is None for place in manual)


class TestModules:
    """What a student's cell imports is the judge's own import, where the instructor's cells have it too."""

    @pytest.fixture
    def found(self):
        """What a name is, where a student's process says to have a module under it."""

        def names(name, module):
            remote = RemoteObject(None, 1, "module", module)
            imported = {"np": sys.modules["numpy"], "json": json, "maths": sys.modules["math"]}
            return Names({name: remote}.__getitem__, (), imported)[name]

        return names

    @pytest.mark.parametrize(("name", "of"), [("np", "numpy"), ("json", "json"), ("maths", "math")])
    def test_the_instructors_module(self, found, name, of):
        """By the name that it has there."""
        assert found(name, of) is sys.modules[of]

    @pytest.mark.parametrize(
        ("name", "of"),
        [
            ("json", "pickle"),
            ("pickle", "pickle"),
            ("np", "os"),
            ("os", "os"),
            ("helpers", "submitted.helpers"),
        ],
    )
    def test_module_that_a_student_chose(self, found, name, of):
        """The judge imports nothing that a student could have picked or written."""
        assert isinstance(found(name, of), RemoteObject)
