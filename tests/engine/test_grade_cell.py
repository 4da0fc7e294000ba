"""A grade cell: the instructor's code on the student's names, and the points that come of it."""

import sys
import warnings

import nbformat
import numpy as np
import pytest
from msgspec.structs import replace
from nbgrader.utils import determine_grade

from autograder.exercise import Exercise, expect_equal
from autograder.judge import Seed, Session, in_session, run_grade_cell
from autograder.results import Status

CHECK = "from autograder import check\ncheck('double', double)"


@pytest.fixture
def doubling():
    """An exercise with one misconception."""
    exercise = Exercise("double")
    exercise.reference(lambda x: 2 * x)

    @exercise.check(points=1)
    def is_twice(double, reference, rng):
        """It is twice the number."""
        for x in (0.0, float(rng.uniform(3, 4))):
            expect_equal(double(x), reference(x))

    @exercise.check(points=1)
    def is_exact(double):
        """It is exact for whole numbers."""
        expect_equal(double(2), 4)

    @exercise.misconception
    def squares(x):
        """You squared it."""
        return x * x

    return exercise


@pytest.fixture
def grade(doubling):
    """Run a grade cell of 2 points on a student's names."""

    def run(source, **names):
        session = Session({"double": doubling}, Seed("demo", "ada", "1"))
        with in_session(session):
            verdict = run_grade_cell("test_double", source, 2.0, dict(names))
        return replace(verdict, hint=session.trials.hint(session.trials.evidence))  # as at a notebook's end

    return run


class TestPlainAsserts:
    """Cells of any other nbgrader course work as they are."""

    def test_passing_cell_gets_all_points(self, grade):
        """A cell that runs to its end has passed."""
        verdict = grade("for x in (1, 2):\n    assert double(x) == 2 * x\n", double=lambda x: x + x)

        assert (verdict.score, verdict.max_score, verdict.status) == (2.0, 2.0, Status.PASSED)
        assert verdict.grade_id == "test_double"

    def test_failing_assert_costs_the_cell(self, grade):
        """The assert's own message is what the student reads."""
        verdict = grade("assert double(2) == 4, f'double(2) is {double(2)}'", double=lambda x: x)

        assert (verdict.score, verdict.status, verdict.misconception) == (0.0, Status.FAILED, None)
        assert verdict.feedback == "The visible example failed: double(2) is 2"

    def test_assert_without_a_message_says_that_it_failed(self, grade):
        """There is always a reason."""
        assert grade("assert double(2) == 4", double=lambda x: x).feedback == "The visible example failed."

    def test_hidden_test_shows_its_own_message_alone(self, grade):
        """What a library says of a hidden test may hold the expected values: it isn't passed on."""
        hide = "### BEGIN HIDDEN TESTS\nimport numpy as np\n{}\n### END HIDDEN TESTS"
        own = hide.format("assert double(3) == 6, 'try an odd number'")
        library = hide.format("np.testing.assert_allclose(double(3), 271.8281)")

        assert grade(own, double=lambda x: x).feedback == "A test failed: try an odd number"
        assert "271" not in grade(library, double=lambda x: x).feedback

    def test_error_of_the_students_function_is_named(self, grade):
        """An exception comes with its type."""
        verdict = grade("assert double(2) == 4", double=lambda x: x.nothing)

        assert verdict.score == 0
        assert "AttributeError" in verdict.feedback

    def test_undefined_name_costs_the_cell(self, grade):
        """A name that the student never defined is named."""
        verdict = grade("assert double(2) == 4")

        assert (verdict.score, verdict.status) == (0.0, Status.FAILED)
        assert "NameError: name 'double' is not defined" in verdict.feedback

    def test_nothing_runs_after_a_failure(self, grade):
        """As in a kernel, the statements below the failing one don't run."""
        ran = []

        grade("assert double(2) == 4\nran.append(1)\n1.0", double=lambda x: x, ran=ran)

        assert ran == []

    def test_student_who_leaves_fails_the_cell_alone(self, grade):
        """A function that ends the program is a failure in the visible example too."""
        verdict = grade("assert double(2) == 4", double=lambda x: sys.exit())

        assert (verdict.score, verdict.status) == (0.0, Status.FAILED)

    def test_prints_and_warnings_cost_nothing(self, grade, capsys):
        """Nbgrader gives nothing to a cell with stderr on it; here it costs nothing and isn't shown."""

        def double(x):
            print("doubling", x)
            print("careful", file=sys.stderr)
            warnings.warn("careful", stacklevel=1)
            np.exp(np.array([1e6]))
            return 2 * x

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            verdict = grade(f"assert double(2) == 4\n{CHECK}", double=double)

        assert verdict.score == 2.0
        assert capsys.readouterr() == ("", "")


def nbgraders_score(value, points):
    """What nbgrader itself gives to a cell that put this value out; its error where it refuses."""
    cell = nbformat.v4.new_code_cell("…")
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": points, "grade_id": "test"}
    if value is not None:
        data = {"text/plain": repr(value)}
        cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    try:
        score, _ = determine_grade(cell)
    except ValueError:
        return None
    return score


@pytest.mark.parametrize(
    "value",
    [0, 0.0, 0.5, 1, 2, 2.0, True, False, None, "1", "", [1], 1j, ()],
    ids=repr,
)
def test_returned_number_is_partial_credit_as_nbgrader_has_it(grade, value):
    """The last expression's number is the score; what is no number gives all points."""
    verdict = grade("value", value=value)

    assert verdict.score == nbgraders_score(value, 2.0)
    assert type(verdict.score) is float
    assert (verdict.status is Status.PASSED) == (verdict.score == 2.0)


@pytest.mark.parametrize("value", [2.5, 100, 10**400, float("inf"), -1, -(10**400), -0.5, float("nan")])
def test_number_that_is_no_score_gives_no_points(grade, value):
    """Nbgrader gives all of them, or refuses the whole submission: the number may be a student's."""
    verdict = grade("value", value=value)

    assert (verdict.score, verdict.status) == (0.0, Status.FAILED)
    assert verdict.person is not None


@pytest.mark.parametrize("value", [np.float64(0.5), np.float32(0.5), np.int64(0)], ids=repr)
def test_numpy_number_counts_as_the_number_it_is(grade, value):
    """Nbgrader gives full marks to the text "np.float64(0.0)", which no instructor means."""
    verdict = grade("value", value=value)

    assert verdict.score == float(value)
    assert type(verdict.score) is float


@pytest.mark.parametrize("source", ["1.0\nx = 3", "1.0\nfor x in []:\n    pass", "x = 1.0", ""])
def test_only_the_last_expression_counts(grade, source):
    """A number in the middle of a cell isn't put out."""
    assert grade(source).score == 2.0


class TestCheck:
    """`check` in a grade cell gives its points and its explanation."""

    def test_right_answer(self, grade):
        """All points, and the promises that were kept."""
        verdict = grade(f"assert double(2) == 4\n{CHECK}", double=lambda x: x + x)

        assert (verdict.score, verdict.status) == (2.0, Status.PASSED)
        assert verdict.feedback.splitlines() == [
            "double: 2 of 2 points",
            "✓ It is twice the number.",
            "✓ It is exact for whole numbers.",
        ]

    def test_partly_right_answer(self, grade):
        """Checks that hold count, though the cell has failed."""
        verdict = grade(CHECK, double=lambda x: 4 if x == 2 else x)

        assert (verdict.score, verdict.status, verdict.misconception) == (1.0, Status.FAILED, None)

    def test_misconception_is_named(self, grade):
        """The id is data, the hint is for the student; what it gets right by accident it keeps."""
        verdict = grade(CHECK, double=lambda x: x**2)

        assert (verdict.score, verdict.misconception) == (1.0, "squares")
        assert "Hint: You squared it." in verdict.feedback

    def test_failing_example_still_names_the_misconception(self, grade):
        """A visible example that fails costs all points, and the student is told why all the same."""
        ran = []
        source = f"assert double(3) == 6, 'double(3) is wrong'\nran.append(1)\n{CHECK}"

        verdict = grade(source, double=lambda x: x**2, ran=ran)

        assert (verdict.score, verdict.status, verdict.misconception) == (0.0, Status.FAILED, "squares")
        assert verdict.feedback.startswith("The visible example failed: double(3) is wrong\ndouble: ")
        assert "Hint: " in verdict.feedback
        assert ran == []

    def test_check_that_breaks_needs_a_person(self, grade, doubling):
        """It isn't passed, or breaking it would be worth while; unless an example decides, a person looks."""

        @doubling.check(points=1)
        def breaks(double):
            """This one breaks."""
            raise ZeroDivisionError("a slip of ours")

        for double in (lambda x: 2 * x, lambda x: x**2, None):
            verdict = grade(f"assert double(3) == 6\n{CHECK}", double=double)

            assert verdict.status is Status.FAILED
            assert (verdict.person is None) == (verdict.example is not None)
            assert "slip" not in verdict.feedback
            assert "a slip of ours" in verdict.broken

    def test_misspelt_exercise_is_a_fault_of_ours(self, grade):
        """What the instructor got wrong in the cell isn't the student's loss."""
        verdict = grade("from autograder import check\ncheck('duoble', double)", double=lambda x: 2 * x)

        assert (verdict.score, verdict.status) == (None, Status.ERROR)

    def test_misspelt_facet_is_a_fault_of_ours(self, grade):
        """The same for a facet."""
        source = "from autograder import check\ncheck('double', double, facet='nul')"

        verdict = grade(source, double=lambda x: 2 * x)

        assert (verdict.score, verdict.status) == (None, Status.ERROR)

    def test_two_checks_are_both_explained(self, grade):
        """What the cell returns last is its score; every check has its lines."""
        verdict = grade(f"{CHECK}\ncheck('double', half)", double=lambda x: 2 * x, half=lambda x: x / 2)

        assert verdict.score == 0.0
        assert verdict.feedback.count("points") == 2


def test_number_of_a_check_is_a_built_in_float(grade):
    """Nbgrader gives full marks to the text "np.float64(0.0)"."""
    names = {}

    def keep(value):
        names["value"] = value
        return value

    grade(f"{CHECK.replace('check(', 'keep(check(')})", double=lambda x: x**2, keep=keep)

    assert type(names["value"]) is float


class TestOneExplanation:
    """A cell has one score, and one explanation of it."""

    def test_failing_example_beside_checks_that_hold_is_all_that_is_said(self, grade):
        """No tick, no points beside a cell that has none."""
        verdict = grade(f"assert double(3) == 7, 'it gave 6'\n{CHECK}", double=lambda x: 2 * x)

        assert verdict.score == 0.0
        assert verdict.feedback == (
            "Your answer passes the hidden checks but not the visible example: it failed: it gave 6"
        )
        assert all(finding.holds for finding in verdict.findings)  # data keeps what was found

    def test_failing_example_leaves_no_other_points_beside_it(self, grade):
        """Part of the checks hold: nothing gets a tick, and the points are the cell's."""
        verdict = grade(f"assert double(3) == 6, 'wrong'\n{CHECK}", double=lambda x: 4 if x == 2 else x)

        assert verdict.score == 0.0
        assert "double: 0 of 2 points" in verdict.feedback
        assert "✓" not in verdict.feedback

    def test_error_is_said_once(self, grade):
        """The example and the check end with the same one: the check's case is shown."""

        def double(_x):
            raise ValueError("no such number")

        verdict = grade(f"assert double(3) == 6\n{CHECK}", double=double)

        assert verdict.feedback.startswith(
            "The visible example ended with ValueError, as the case below does.\n"
        )
        assert "no such number" not in verdict.example

    def test_other_error_is_said_too(self, grade):
        """Where the example ends with another one."""

        def double(x):
            raise ValueError("three") if x == 3 else TypeError("other")

        verdict = grade(f"assert double(3) == 6\n{CHECK}", double=double)

        assert verdict.feedback.startswith("The visible example ended with ValueError: three\n")
