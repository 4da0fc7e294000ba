"""How a graded notebook is taken apart for the page that a student reads."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course import Cell, Notebook, Role
from autograder.exercise import Exercise
from autograder.exercise.expect import Note
from autograder.feedback.reading import read
from autograder.feedback.rendered import rendered
from autograder.feedback.sections import headings, sections
from autograder.judge.verdict import Outcome, Status, Verdict

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
        Cell("", Role.PLAIN, "markdown", "# Doubling"),
        Cell("double", Role.SOLUTION, "code", GIVEN),
        Cell("test_double", Role.GRADE, "code", "assert double(1) == 2", 1),
        Cell("test_double_zero", Role.GRADE, "code", "assert double(0) == 0", 1),
        Cell("why", Role.MANUAL, "markdown", "Why?", 2),
        Cell("task", Role.TASK, "markdown", "Draw it.", 0),
    ),
)
LESSON = Notebook("0_lesson", (Cell("", Role.PLAIN, "markdown", "# Lesson\n\ntext\n\n##  Twice as much \n"),))


def graded(make, source, grade_id, score, points, text="", **metadata):
    """A cell as the preprocessors leave it."""
    cell = make(source)
    flags = {"grade": True, "solution": False, "task": False, "grade_id": grade_id}
    state = {"waits": False, "ungraded": False, "by_person": False, "extra_credit": 0.0, "comment": None}
    cell.metadata["nbgrader"] = flags | state | {"score": score, "points": points} | metadata
    if text:
        cell.outputs = [new_output("stream", text=text)]
    return cell


def test_the_judges_words_are_taken_apart():
    """What held, what didn't and how, what could not be tried, the hint."""
    first, second = double.checks
    verdict = Verdict(
        "double",
        (
            Outcome(first, Status.FAILED, (Note("double(3)", "It raised E: two\nlines"),)),
            Outcome(second, Status.PASSED),
        ),
        double.misconceptions[0],
    )

    found = read("The example failed: double gave\n[9]\n" + verdict.feedback(), double)

    assert found.notes == "The example failed: double gave\n[9]"
    assert [(one.state, one.promise) for one in found.findings] == [
        ("missed", "Every number is doubled."),
        ("held", "Zero stays zero."),
    ]
    assert found.findings[0].details == "asked: double(3)\nseen:  It raised E: two\nlines"
    assert (found.misconception, found.hint) == ("squares", "You squared it. What is twice three?")


def test_a_student_cannot_speak_as_the_judge():
    """Lines that look like a check's or a hint but are none of this exercise's stay notes."""
    text = "✓ I am right\nHint (squares): all is well\ndouble: nice of 1 points"

    found = read(text, double)

    assert (found.notes, found.findings, found.hint) == (text, (), "")


def test_without_exercises_the_text_stands():
    """A course with plain asserts."""
    assert read("✗ Every number is doubled.\n", None).notes == "✗ Every number is doubled."


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
