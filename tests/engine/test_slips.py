"""What a student's cells themselves tell about an answer that failed: judged in real processes."""

from __future__ import annotations

import pytest

from autograder.course import Cell, Role
from autograder.judge import Seed
from autograder.judge.notebook import Job
from autograder.limits import Limits

HANDED_OUT = (
    'def area(width, height):\n    """The area."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
)
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
STUBS = {"area": HANDED_OUT, "count": STUB}
TESTS = {"area": "assert area(2, 3) == 6", "count": "assert count == 7"}


@pytest.fixture
def told(pair):
    """What is said of an answer in its solution cell, after other cells of the student's own."""

    def judged(source, *others, name="area", test="", limits=None):
        cells = [Cell("", Role.PLAIN, "code", other) for other in others]
        cells += [
            Cell(name, Role.SOLUTION, "code", source, defines=frozenset([name]), released=STUBS[name]),
            Cell(f"test_{name}", Role.GRADE, "code", test or TESTS[name], 2.0),
        ]
        (verdict,) = pair.judge(Job(Seed("demo"), "1_demo", tuple(cells), limits=limits or Limits())).cells
        return verdict

    return judged


class TestNotAnswered:
    """An untouched cell is no wrong answer."""

    @pytest.mark.parametrize("name", STUBS)
    @pytest.mark.parametrize("text", ["as it was", "as it was, with blank lines", "nothing"])
    def test_untouched_cell_is_not_answered_yet_and_nothing_else(self, told, name, text):
        """Whether it defines a function that does nothing or no name at all."""
        stub = STUBS[name]
        source = {"as it was": stub, "as it was, with blank lines": f"\n{stub}  \n\n", "nothing": ""}[text]

        verdict = told(source, name=name)

        assert verdict.unanswered
        assert verdict.feedback == "Not answered yet."
        assert (verdict.score, verdict.to_json()["unanswered"]) == (0.0, True)

    def test_answer_in_another_cell_is_an_answer(self, told):
        """The student wrote it where it wasn't expected, and it is wrong."""
        verdict = told("", "def area(width, height):\n    return width + height")

        assert not verdict.unanswered
        assert verdict.feedback.startswith("The visible example failed")

    def test_wrong_answer_is_an_answer(self, told):
        """Even one that does nothing."""
        assert not told("def area(width, height):\n    pass").unanswered


class TestNames:
    """A name that isn't there is explained by what is."""

    @pytest.mark.parametrize(
        ("source", "name", "said"),
        [
            ("def Area(width, height):\n    return width * height", "area", "You defined `Area`"),
            ("def aera(w, h):\n    return w * h", "area", "You defined `aera`"),
            ("def rectangle(w, h):\n    return w * h", "area", "You defined `rectangle`"),
            ("counts = 7", "count", "You defined `counts`"),
        ],
    )
    def test_other_name_is_told_beside_the_one_looked_for(self, told, source, name, said):
        """Both as they are spelt."""
        assert told(source, name=name).feedback == f"{said}; the grader looks for `{name}`."

    def test_near_name_in_another_cell_is_found(self, told):
        """The student went on in a cell of their own."""
        said = told("pass", "def areas(w, h):\n    return w * h").feedback

        assert said == "You defined `areas`; the grader looks for `area`."

    def test_comparison_is_told_from_an_assignment(self, told):
        """`==` for `=`, and not the NameError that came of it."""
        said = told("count == 7", name="count").feedback

        assert said == "`count == …` only compares. To give the name a value, write one `=`."

    def test_no_name_at_all_is_told(self, told):
        """Nothing is guessed where nothing is near."""
        assert (
            told("pass", "x = 1").feedback == "The grader looks for `area`, and no cell of yours defines it."
        )

    def test_exchanged_parameters_are_told(self, told):
        """The notebook's own function, with its parameters the other way round."""
        said = told("def area(height, width):\n    return width / height").feedback

        assert "`area` takes (width, height), in this order; yours takes (height, width)." in said

    def test_print_for_return_is_told(self, told):
        """A function that shows its result and hands nothing back."""
        said = told("def area(width, height):\n    print(width * height)").feedback

        assert said.startswith("Your `area` prints, but has no `return`: whoever calls it gets None.\n")

    def test_printed_value_is_told_to_need_its_name(self, told):
        """The cell shows the number, and calls it nothing."""
        said = told("print(7)", name="count").feedback

        assert said.startswith("Your cell prints, but nothing in it is called `count`.")

    def test_print_beside_a_return_is_no_slip(self, told):
        """Only what is true is said."""
        source = "def area(width, height):\n    print(width)\n    return width"

        assert "prints" not in told(source).feedback


class TestLines:
    """The student's own line, with what stood in it."""

    @pytest.mark.parametrize(
        ("source", "line"),
        [
            ("def area(width, height)\n    return width", "line 1, `def area(width, height)`. SyntaxError: "),
            ("def area(width, height):\nreturn 1", "line 2, `return 1`. IndentationError: "),
            ("x = 1\narea = undefined", "line 2, `area = undefined`. NameError: name 'undefined'"),
        ],
    )
    def test_cell_that_stopped_heads_the_feedback(self, told, source, line):
        """Nothing is said of a missing name, whose reason this is."""
        said = told(source).feedback

        assert line in said.split("\n")[0]
        assert "looks for" not in said

    @pytest.mark.parametrize(
        ("expression", "said"),
        [
            ("x * y.T", "line 4: `x * y.T`: x (3,), y.T (2, 4)"),
            ("x @ y + 1", "line 4: `x @ y`: x (3,), y (4, 2)"),
            ("(y @ y.T) @ x", "line 4: `(y @ y.T) @ x`: y @ y.T (4, 4), x (3,)"),
            ("[x, y][width]", "line 4: `[x, y][width]`: width int"),
            ("kept[width]", "line 4: `kept[width]`: kept list of 1, width int"),
            ("width + 'a'", "line 4: `width + 'a'`: width int"),
            ("width.size", "line 4: `width.size`: width int"),
        ],
    )
    def test_operands_are_told_with_types_and_shapes(self, told, expression, said):
        """Those of the expression that failed, on the innermost line of the student's."""
        source = (
            "import numpy as np\ndef area(width, height):\n"
            f"    x, y, kept = np.zeros(3), np.zeros((4, 2)), [1]\n    return {expression}"
        )

        verdict = told(source)

        assert verdict.feedback.split("\n")[-1] == said

    def test_value_that_does_not_go_into_names_is_told(self, told):
        """The whole line, and what was to be unpacked."""
        source = "def area(width, height):\n    a, b = [width, height, 1]\n    return a * b"
        named = "def area(width, height):\n    x = [1, 2, 3]\n    a, b = x\n    return a * b"

        assert told(source).feedback.endswith("\nline 2: `a, b = [width, height, 1]`")
        assert told(named).feedback.endswith("\nline 3: `a, b = x`: x list of 3")

    def test_looking_calls_nothing_of_the_students(self, told):
        """No property, no __repr__: an operand that would need it isn't told."""
        source = (
            "class C:\n    @property\n    def p(self):\n        raise SystemExit\n"
            "    def __repr__(self):\n        raise SystemExit\n"
            "    def __radd__(self, other):\n        raise ValueError('no')\n"
            "def area(width, height):\n    c = C()\n    return width + c"
        )

        assert told(source).feedback.endswith("line 8: `raise ValueError('no')`")
        assert "`width + c.p`" not in told(source.replace("width + c", "width + [] + c.p")).feedback

    def test_hidden_test_tells_the_line_alone(self, told):
        """Neither its inputs' shapes nor its message."""
        test = "### BEGIN HIDDEN TESTS\nassert area(2, 3) == 6\n### END HIDDEN TESTS"

        said = told("def area(width, height):\n    return width + 'secret'", test=test).feedback

        assert said == "A test ended with TypeError, in line 2 of your cell."

    def test_line_of_a_loop_without_end_is_told(self, told):
        """It is where the time ran out."""
        source = "def area(width, height):\n    n = 0\n    while n < width:\n        pass\n    return n"

        said = told(source, limits=Limits(call=0.5, cell=2.0)).feedback

        assert "took longer than 0.5 s, in line" in said
        assert "`while n < width:`" in said or "`pass`" in said

    def test_line_of_a_loop_is_told_though_the_code_catches_everything(self, told):
        """It says so itself before it ends; what the student's code would do about it doesn't matter."""
        source = (
            "def area(width, height):\n    while True:\n        try:\n            width += 0\n"
            "        except BaseException:\n            pass"
        )

        assert "took longer than 0.5 s, in line" in told(source, limits=Limits(call=0.5, cell=2.0)).feedback
