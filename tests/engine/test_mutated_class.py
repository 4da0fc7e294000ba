"""A generated class: answers with a small mistake score as with stock nbgrader, or lower."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from other_course.students import MARK, answer
from test_other_course import ASSIGNMENT, HERE, graded_by_stock, graded_here, source_notebooks

from autograder.course.definitions import defined_names
from autograder.verify.mutants import mutants

STUDENTS = 12


def mistakes(source):
    """All small mistakes that can be made in a solution, as cells.

    None where one may never end, nor where chance decides: each grader throws dice of its own.
    """
    text = MARK.sub("", source)
    if any(word in text for word in ("while", "%", "random")):
        return []
    return [mutant.cell for name in sorted(defined_names(text)) for mutant in mutants(text, name)]


def solutions():
    """The solution cells' sources, by notebook and grade_id."""
    return {
        name: {
            cell.metadata.nbgrader.grade_id: cell.source
            for cell in notebook.cells
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
        }
        for name, notebook in source_notebooks().items()
    }


@pytest.fixture(scope="module")
def mutated(tmp_path_factory, nbgrader):
    """The course, a class each of whose answers has a mistake if there is one left, and how many have."""
    course = tmp_path_factory.mktemp("mutated") / "course"
    shutil.copytree(HERE, course, ignore=shutil.ignore_patterns("__pycache__", "students.py"))
    nbgrader(course, "generate_assignment", ASSIGNMENT).check_returncode()
    many = 0
    for number in range(STUDENTS):
        folder = course / "submitted" / f"student-{number:02}" / ASSIGNMENT
        shutil.copytree(course / "release" / ASSIGNMENT, folder)
        for name, cells in solutions().items():
            answers = {}
            for grade_id, source in cells.items():
                wrong = mistakes(source)
                # Far apart, so that the mistakes of a class aren't all of one kind.
                place = number * max(len(wrong) // STUDENTS, 1)
                many += place < len(wrong)
                answers[grade_id] = wrong[place] if place < len(wrong) else MARK.sub("", source)
            notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
            answer(notebook, answers)
            nbformat.write(notebook, folder / f"{name}.ipynb")
    return course, many


def test_no_score_is_above_stocks(mutated, nbgrader):
    """Of 300 answers and more none; a lower one is marked for a person, and those are few."""
    course, many = mutated
    students = [f"student-{number:02}" for number in range(STUDENTS)]

    stock = graded_by_stock(course, nbgrader, students)
    cells = graded_here(course, exit_code=0)

    scored = {place: cell for place, cell in cells.items() if cell["status"] != "manual"}
    differs = {
        place: (cell["score"], stock[place])
        for place, cell in scored.items()
        if cell["score"] != stock[place]
    }
    assert many >= 300
    assert len({stock[place] for place in scored}) > 2
    assert {place: both for place, both in differs.items() if both[0] > both[1]} == {}
    assert [place for place in differs if not cells[place]["person"]] == []
    assert len([place for place, cell in scored.items() if cell["person"]]) < len(scored) / 100
