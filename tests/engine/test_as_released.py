"""What `nbgrader generate_feedback` shows of the instructor's cells, and that students' are left alone."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.feedback.as_released import AsReleased

HIDDEN = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 4\n### END HIDDEN TESTS\nassert f(0) == 0"
SCHEME = "Why?\n=== BEGIN MARK SCHEME ===\nBecause.\n=== END MARK SCHEME ==="


def shown(cell, **nbgrader):
    """The source after the preprocessor; `nbgrader` is the cell's metadata, none for a plain cell."""
    if nbgrader:
        flags = {"grade": False, "solution": False, "locked": False, "task": False, "grade_id": "id"}
        cell.metadata["nbgrader"] = flags | nbgrader
    cell, _ = AsReleased().preprocess_cell(cell, {}, 0)
    return cell.source


def test_a_grade_cell_keeps_what_students_know():
    """The visible asserts before and after the region."""
    assert shown(new_code_cell(HIDDEN), grade=True, locked=True) == "assert f(1) == 1\nassert f(0) == 0"


def test_a_task_keeps_its_question():
    """The mark scheme is for who grades."""
    assert shown(new_markdown_cell(SCHEME), task=True) == "Why?"


def test_outputs_stay():
    """The verdict is there."""
    cell = new_code_cell(HIDDEN, outputs=[{"output_type": "stream", "name": "stdout", "text": "0 of 1"}])

    shown(cell, grade=True)

    assert cell.outputs[0]["text"] == "0 of 1"


@pytest.mark.parametrize("nbgrader", [{}, {"solution": True}, {"solution": True, "grade": True}])
def test_students_cells_are_as_they_wrote_them(nbgrader):
    """Also where they write such a marker, opened and never closed."""
    source = "### BEGIN HIDDEN TESTS\nmine = 1\n### BEGIN HIDDEN TESTS"

    assert shown(new_code_cell(source), **nbgrader) == source
