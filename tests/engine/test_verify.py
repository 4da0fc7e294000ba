"""Testing the tests: on a small course, everything that can be wrong with tests is found."""

import pytest

from autograder.errors import BrokenCourse
from autograder.verify import verify

STRONG = "rng.uniform(3, 9, size=4).tolist()"
WEAK = "[2.0]"  # 2 + 2, 2 · 2 and 2² are the same

WRONG_ALTERNATIVE = '''

@doubling.alternative
def not_quite(x):
    """Not quite."""
    return 2 * x + 1
'''
TWIN = '''

@doubling.misconception
def to_the_second(x):
    """You took the second power."""
    return x**2
'''
DECLARED = '\n\ndoubling.equivalent("2 * x → 2 + x", because="the check asks for 2 alone")'
OUT_OF_DATE = '\n\ndoubling.equivalent("2 * x → x", because="it was once")'


@pytest.fixture(scope="module")
def told():
    """The exercises that the one who waits was told of."""
    return []


@pytest.fixture(scope="module")
def findings(make_course, tmp_path_factory, told):
    """What is found about many exercises, each with one thing wrong with its tests."""
    build = make_course(tmp_path_factory.mktemp("verified"))
    double, weak = build.DOUBLE, build.DOUBLE.replace(STRONG, WEAK)
    modules = {
        "good": double + build.CORRECT,
        "weak": weak,
        "wrong_alternative": double + WRONG_ALTERNATIVE,
        "own_solution": double,
        "twin": double + TWIN,
        "loses_other": double.replace("misconception\n", 'misconception(loses=["test_another"])\n'),
        "declared": weak + DECLARED,
        "out_of_date": double + OUT_OF_DATE,
        "broken": double.replace(
            "    for x in", '    raise ZeroDivisionError("a slip of ours")\n    for x in'
        ),
    }
    for name, module in modules.items():
        build.exercise(name, module)
    path = build.course.source("demo") / "own_solution.ipynb"
    path.write_text(path.read_text().replace("return 2 * x", "return 3 * x"))
    return {found.exercise: found for found in verify(build.course, "demo", progress=told.append)}


def test_good_tests_hold(findings):
    """Right answers get full marks, wrong ones lose theirs and are named, mutants are caught."""
    found = findings["good"]

    assert found.holds
    assert (found.references, found.alternatives, found.misconceptions) == (2, 8, 1)
    assert found.mutants == found.caught > 3
    assert found.problems == found.survivors == found.equivalents == []


def test_only_good_tests_hold(findings):
    """Each of the others has something wrong with it, and it is found."""
    assert [name for name, found in findings.items() if found.holds] == ["good"]


def test_progress_is_told_each_exercise(findings, told):
    """Somebody waits: each exercise is named before its turn."""
    assert told == list(findings)


def test_weak_check_lets_mutants_survive(findings):
    """A check that asks for 2 alone can't tell a sum from a product; what survives is listed."""
    found = findings["weak"]

    assert found.survivors == ["2 * x → 2 + x"]
    assert found.caught == found.mutants - 1


def test_misconception_that_loses_nothing_is_a_problem(findings):
    """A known wrong answer that gets full marks shows a hole in the tests."""
    assert "squares should lose test_weak; it lost nothing." in findings["weak"].problems


def test_correct_answer_that_loses_points_is_a_problem(findings):
    """A right answer that is written in another way has to pass; who doesn't is named with the reason."""
    problems = findings["wrong_alternative"].problems

    telling = [
        problem for problem in problems if problem.startswith("the correct answer not_quite got 0.0 of 2")
    ]
    assert telling
    assert "It gave" in telling[0] or "example failed" in telling[0]


def test_notebooks_own_solution_is_tried(findings):
    """The worked solution in the instructor's notebook has to pass as well as the module's reference."""
    problems = findings["own_solution"].problems

    assert any(problem.startswith("the notebook's own solution got 0.0 of 2") for problem in problems)
    assert not any(problem.startswith("the reference") for problem in problems)


def test_too_few_correct_answers_are_a_warning(findings):
    """Whether the tests accept what is right is known from several ways to write it; nothing is wrong yet."""
    words = "correct answers written in other ways are known. With fewer than 8"

    assert [warning[: len(words) + 2] for warning in findings["twin"].warnings] == [f"0 {words}"]
    assert [warning[: len(words) + 2] for warning in findings["wrong_alternative"].warnings] == [f"1 {words}"]
    assert not any(words in problem for found in findings.values() for problem in found.problems)


def test_misconception_hidden_by_another_is_a_problem(findings):
    """Of two misconceptions that behave alike, the later one could never be named."""
    assert "to_the_second was named {'squares'}." in findings["twin"].problems


def test_misconception_that_loses_other_cells_is_a_problem(findings):
    """What a misconception should lose is said exactly."""
    problems = findings["loses_other"].problems

    assert "squares should lose test_another; it lost test_loses_other." in problems


def test_declared_equivalent_is_no_survivor(findings):
    """A mutant that is no mistake is declared with its reason, and shown with it."""
    found = findings["declared"]

    assert found.survivors == []
    assert found.equivalents == [("2 * x → 2 + x", "the check asks for 2 alone")]
    assert found.mutants == found.caught


def test_equivalent_that_is_caught_is_a_problem(findings):
    """A declaration that no surviving mutant fits is out of date."""
    assert "No surviving mutant is '2 * x → x'." in findings["out_of_date"].problems


def test_fault_in_a_check_is_a_problem(findings):
    """A check that breaks gives nobody a score, and its fault is shown to who verifies."""
    problems = findings["broken"].problems

    assert any("the reference got 0.0 of 2" in problem for problem in problems), problems
    assert any("a slip of ours" in problem for problem in problems)


@pytest.mark.parametrize("points", [1, 3, 0])
def test_points_that_do_not_add_up_are_refused(build, points):
    """A grade cell is worth what its checks are worth; both numbers are in the message."""
    course = build.double(points=points)

    with pytest.raises(BrokenCourse, match=f"cell test_double is worth {points}.* points, its checks 2"):
        verify(course, "demo")


def test_missing_grade_cell_is_refused(build):
    """A facet without its grade cell would never be graded."""
    course = build.double(
        more='''
        @doubling.check(points=1, facet="zero")
        def zero(double):
            """Twice zero is zero."""
        '''
    )

    with pytest.raises(BrokenCourse, match="test_double_zero"):
        verify(course, "demo")


def test_missing_solution_cell_is_refused(build):
    """An exercise that no notebook asks for is a mistake."""
    course = build.double(solution_id="twice")

    with pytest.raises(BrokenCourse, match="No notebook of demo has a solution cell 'double'"):
        verify(course, "demo")


def test_grade_cell_without_an_exercise_is_refused(build):
    """A grade cell that no solution module knows is a mistake."""
    build.double()
    build.notebook(build.cell("assert True", "test_triple", grade=True, points=1), name="2_triple")

    with pytest.raises(BrokenCourse, match="2_triple: no exercise for grade cell test_triple"):
        verify(build.course, "demo")
