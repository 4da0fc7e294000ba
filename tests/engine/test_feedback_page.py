"""How a graded notebook is taken apart for the page that a student reads."""

import json

import nbformat
import pytest
from msgspec.structs import replace
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from autograder.course import Cell, Notebook, Role
from autograder.exercise import Exercise
from autograder.feedback.rendered import rendered
from autograder.feedback.sections import headings, sections
from autograder.grading.documents import fill_in
from autograder.grading.outputs import MIME, Kept
from autograder.judge.job import NotebookVerdict
from autograder.remote.messages import Output
from autograder.results import Finding, Hint, Status, Verdict

double = Exercise("double", read="Twice as much")


@double.check(points=1)
def doubles(double):
    """Every number is doubled."""


@double.check(points=1, facet="zero")
def keeps_zero(double):
    """Zero stays zero."""


@double.misconception
def squares(x):
    """You squared it. What is twice three?"""
    return x * x


GIVEN = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
INSTRUCTOR = Notebook(
    "1_double",
    (
        Cell.written("", Role.PLAIN, "markdown", "# Doubling"),
        Cell.written("double", Role.SOLUTION, "code", GIVEN),
        Cell.written("test_double", Role.GRADE, "code", "assert double(1) == 2", points=1),
        Cell.written("test_double_zero", Role.GRADE, "code", "assert double(0) == 0", points=1),
        Cell.written("why", Role.MANUAL, "markdown", "Why?", points=2),
        Cell.written("task", Role.TASK, "markdown", "Draw it.", points=0),
    ),
)
LESSON = Notebook(
    "0_lesson", (Cell.written("", Role.PLAIN, "markdown", "# Lesson\n\ntext\n\n##  Twice as much \n"),)
)


WRONG = Verdict(
    grade_id="test_double",
    name="double",
    score=0.0,
    max_score=1.0,
    status=Status.FAILED,
    example="The visible example failed: double gave\n[9]",
    findings=(
        Finding(
            promise="Every number is doubled.",
            holds=False,
            asked="double(3)",
            seen="It raised E: two\nlines",
            where="double",
            points=1,
        ),
        Finding(promise="Zero stays zero.", holds=True, where="double", points=1),
    ),
    hint=Hint(kind="listed", id="squares", text="You squared it. What is twice three?"),
    repairs=("It had been edited.",),
    broken="ours alone",
)


def graded(make, source, grade_id, score, points, text="", **metadata):
    """A cell as the preprocessors leave it."""
    cell = make(source)
    flags = {"grade": True, "solution": False, "task": False, "grade_id": grade_id}
    state = {"waits": False, "ungraded": False, "by_person": False, "extra_credit": 0.0, "comment": None}
    cell.metadata["nbgrader"] = flags | state | {"score": score, "points": points} | metadata
    if text:
        cell.outputs = [new_output("stream", text=text)]
    return cell


def section_of(cell):
    """What the page says of a notebook with this grade cell alone."""
    (found,), _rest = sections(new_notebook(cells=[cell]), {"double": double}, INSTRUCTOR, [])
    return found.graded[0]


@pytest.mark.parametrize("score", [0.0, None])
def test_the_page_reads_the_judges_record(score):
    """As it was written under the cell, with a score or without, but for what is the instructor's alone."""
    verdict = replace(WRONG, score=score)
    document = new_notebook(cells=[graded(new_code_cell, "assert 1", "test_double", 0.0, 1)])

    fill_in(document, NotebookVerdict([verdict], {}, {}), [verdict])
    told = section_of(document.cells[0])

    assert told.verdict == replace(verdict, broken="")
    assert told.text == "It had been edited.\nThe visible example failed: double gave\n[9]"
    assert "ours alone" not in json.dumps(document)


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_nbgrader_reads_the_score_from_the_outputs(score):
    """The record beside it changes nothing about that, nor about the text."""
    verdict = replace(WRONG, score=score)
    document = new_notebook(cells=[graded(new_code_cell, "assert 1", "test_double", 0.0, 1)])

    fill_in(document, NotebookVerdict([verdict], {}, {}), [verdict])

    assert determine_grade(document.cells[0]) == (score, 1)
    assert document.cells[0].outputs[0].text == verdict.feedback + "\n"
    nbformat.validate(document)


def test_a_notebook_without_records_shows_its_text_as_it_stands():
    """One that was graded before there were any, or by another program."""
    told = section_of(graded(new_code_cell, "assert 1", "test_double", 0, 1, "✗ Every number is doubled.\n"))

    assert (told.verdict, told.text) == (None, "✗ Every number is doubled.")


@pytest.mark.parametrize("mime", [MIME, MIME.upper(), f" {MIME}"])
def test_a_student_cannot_put_out_a_record(mime):
    """What a cell of theirs puts out as one isn't kept, whatever else it has."""
    forged = Output("display_data", data={mime: json.dumps(WRONG.to_json()), "text/plain": "harmless"})

    (output,) = Kept().of([forged], 1)

    assert dict(output.data) == {"text/plain": "harmless"}


def test_a_record_of_another_cell_is_none():
    """Nor is what doesn't fit."""
    for data in (WRONG.to_json() | {"grade_id": "test_other"}, {"score": 1}, "1", None):
        cell = graded(new_code_cell, "assert 1", "test_double", 0, 1)
        cell.outputs = [new_output("execute_result", data={MIME: data, "text/plain": "0.0"})]

        assert section_of(cell).verdict is None


def test_cells_are_put_with_their_exercise():
    """Two cells of one exercise are one section; the answer, comments and own cells in their places."""
    answer = new_code_cell("def double(x):\n    return x * x", outputs=[new_output("stream", text="9\n")])
    answer.metadata["nbgrader"] = {"solution": True, "grade_id": "double", "comment": "Try **three**."}
    document = new_notebook(
        cells=[
            new_markdown_cell("# Doubling"),
            new_markdown_cell("My notes"),
            answer,
            graded(new_code_cell, "assert double(1) == 2", "test_double", 1.0, 1),
            graded(new_code_cell, "assert double(0) == 0", "test_double_zero", 0.0, 1),
            graded(new_markdown_cell, "Why not", "why", 0, 2, solution=True, ungraded=True, waits=True),
            graded(new_markdown_cell, "Draw it.", "task", 0, 0, grade=False, task=True, ungraded=True),
        ]
    )

    found, rest = sections(document, {"double": double}, INSTRUCTOR, [LESSON])

    assert [(one.name, one.score, one.points, one.state) for one in found] == [
        ("double", 1.0, 2.0, "part"),
        ("why", None, 2.0, "waits"),
    ]
    assert found[0].place == ("0_lesson", "Twice as much")
    assert [cell.grade_id for cell in found[0].graded] == ["test_double", "test_double_zero"]
    assert "<strong>three</strong>" in found[0].comments[0]
    assert found[0].answers[0].outputs == ["<pre>9</pre>"]
    assert ["My notes" in work.source for work in rest] == [True]


def test_untouched_cell_is_commented_where_no_test_says_so_alone():
    """A written answer keeps the comment; beside tests, which say "Not answered yet", it goes."""
    answer = new_code_cell("raise NotImplementedError()")
    answer.metadata["nbgrader"] = {"solution": True, "grade_id": "double", "comment": "No response."}
    written = graded(new_markdown_cell, "", "why", 0, 2, solution=True, comment="No response.")
    test = graded(new_code_cell, "assert double(1) == 2", "test_double", 0.0, 1)

    found, _rest = sections(
        new_notebook(cells=[answer, test, written]), {"double": double}, INSTRUCTOR, [LESSON]
    )

    assert [[comment.striptags() for comment in one.comments] for one in found] == [[], ["No response."]]


def test_a_heading_that_no_lesson_has_is_left_out():
    """The page does without; a test of the course says so."""
    assert headings([LESSON]) == {
        "Lesson": ("0_lesson", "Lesson"),
        "Twice as much": ("0_lesson", "Twice as much"),
    }
    assert headings([]).get("Twice as much") is None


def test_outputs_show_the_best_that_can_be_shown():
    """A script alone gives way to text; a frame of data is a table; odd data is nothing."""
    made = rendered(
        [
            new_output("display_data", {"text/html": "<script>x()</script>", "text/plain": "a chart"}),
            new_output("display_data", {"text/html": "<table><tr><td>1</td></tr></table>"}),
            new_output("display_data", {"image/png": "not base64", "text/plain": "a picture"}),
            new_output("display_data", {"application/javascript": "x()"}),
            new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m: <b>v</b>"]),
            {"output_type": "display_data", "data": {"text/html": ["<b>", 1]}},
            {"output_type": "unheard of"},
        ]
    )

    assert [one.striptags() for one in made] == ["a chart", "1", "a picture", "E: <b>v</b>"]
    assert "<script" not in "".join(made)
