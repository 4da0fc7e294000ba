"""After a failure: the smallest case that fails in the same way, and where the answer is right and wrong."""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from autograder.course import Assignment, Cell, Role
from autograder.exercise import Exercise, expect_equal, expect_truth
from autograder.exercise.values import Raised
from autograder.judge import Seed, judge
from autograder.judge.case import Unwritable, code_of
from autograder.judge.judge import Trials
from autograder.judge.notebook import Job
from autograder.judge.subject import Operation
from autograder.limits import Limits
from autograder.warm.pair import WarmPair
from autograder.warm.process import WarmProcess

SECRET = 271.828


def chain(weights, x):
    """Matrices, one after the other."""
    for W in weights:
        x = x @ W.T
    return x


def scaled(x, factor):
    """Every element times the factor, and a constant that nobody should see."""
    return np.asarray(x) * factor + SECRET


def chains(rng):
    """Shapes that chain, a single input and a batch."""
    for sizes in ([3, 5], [4, 2], [4, 2, 3], [3, 6, 4, 2], [2, 3, 4, 2, 5]):
        weights = [rng.normal(size=(n_out, n_in)) for n_in, n_out in pairwise(sizes)]
        for shape in ((sizes[0],), (7, sizes[0])):
            yield weights, rng.normal(size=shape)


class Box:
    """An object with a number that is set."""

    def __init__(self, size):
        self.size = size

    def scaled(self, x):
        """The entries, each times the number."""
        return self.factor * x


def exercise_of(reference, inputs, *, terms=None, expect=expect_equal, unharmed=False):
    """An exercise with one check, that asks for what the reference gives."""
    exercise = Exercise(reference.__name__, terms=terms or {})
    exercise.reference(reference)

    def check(rng, **answer):
        (subject,) = answer.values()
        for args in inputs(rng):
            expect(subject(*args), reference(*args))

    source = f"def is_right({reference.__name__}, rng):\n    run(rng, answer={reference.__name__})"
    names = {"run": check}
    exec(source, names)
    names["is_right"].__doc__ = "It is right."
    exercise.check(points=1, inputs_unharmed=unharmed)(names["is_right"])
    return exercise


def found(exercise, answer, seed=0):
    """The finding on an answer, with its case."""
    trials = Trials(Seed("demo", "ada", str(seed)))
    answers, exercises = {exercise.name: answer}, {exercise.name: exercise}
    verdict = judge(exercises, exercise.name, answers, seed=trials.seed, earlier=trials)
    return trials.with_cases(exercise, verdict.findings[0])


def pasted(code, **names):
    """What code gives: the last line's value, or the error."""
    names["np"] = np
    *steps, last = ast.parse(code).body
    exec(compile(ast.Module(steps, []), "pasted", "exec"), names)
    try:
        return eval(compile(ast.Expression(last.value), "pasted", "eval"), names)
    except Exception as error:
        return Raised.of(error)


CHAIN = exercise_of(chain, chains, terms={"weights": ["layer"], "x": ["one input", "a batch"]})
NUMBERS = exercise_of(scaled, lambda rng: ((x, 3.0) for x in rng.uniform(3, 90, size=(5, 4))))


def sizes(rng):
    """Lists of two to six whole numbers."""
    return [[list(map(int, rng.integers(20, 900, size=n)))] for n in (2, 3, 4, 5, 6)]


SIZES = exercise_of(sum, sizes)


class TestSmallest:
    """Fewer entries, shorter axes, small whole numbers."""

    @pytest.mark.parametrize("seed", range(5))
    def test_case_is_as_small_as_it_can_be(self, seed):
        """The second layer is left out: two layers, and one input."""
        case = found(CHAIN, lambda weights, x: x @ weights[0].T, seed)

        assert case.smallest.count("np.array") == len("WWx")
        assert all(number in "1234." for number in case.smallest if number.isdigit())
        assert case.gives.startswith("It gave ")

    def test_case_fails_as_the_checks_own_did(self):
        """An error stays this error, on the line that is told."""

        def wrong(weights, x):
            return weights[0] @ x

        case = found(CHAIN, wrong)

        assert (case.asked, case.seen) != (case.smallest, case.gives)
        assert "It raised ValueError: matmul" in case.seen
        assert "It raised ValueError: matmul" in case.gives
        assert pasted(case.smallest, chain=wrong).kind == "ValueError"

    def test_whole_numbers_stay_whole_and_positive(self):
        """Sizes of lists: what a check asks for as ints is shown as ints."""
        case = found(SIZES, lambda values: 0)

        assert case.smallest == "sum([1, 2])"
        assert case.gives == "It gave 0."

    @pytest.mark.parametrize("seed", range(3))
    def test_no_expected_value_is_shown(self, seed):
        """Neither the reference's result nor what would give it away."""
        case = found(NUMBERS, lambda x, factor: x * factor, seed)

        assert case.smallest
        for text in (case.smallest, case.gives, case.situation):
            assert not any(digits in text for digits in ("271", "828", "274"))

    def test_what_can_not_be_repeated_is_shown_as_it_was(self):
        """An answer that fails the first time alone: nothing is claimed that can't be seen again."""
        calls = []

        def moody(weights, x):
            calls.append(x)
            return chain(weights, x) + (len(calls) == 1)

        case = found(CHAIN, moody)

        assert case.holds is False
        assert (case.smallest, case.gives) == ("", "")

    def test_few_questions_are_put(self):
        """However long the way to a smaller one is."""
        calls = []

        def wrong(weights, x):
            calls.append(x)
            return chain(weights, x) + 1e-3 * len(weights)

        found(CHAIN, wrong)

        assert len(calls) <= len(list(chains(np.random.default_rng(0)))) + 50

    def test_arrays_that_differ_by_rounding_are_told_apart(self):
        """What is pasted still differs in the last digit."""

        def agree(left, right):
            return bool(np.allclose(left, right))

        def pairs(rng):
            for shape in ((3,), (2, 2)):
                left = rng.uniform(1, 2, size=shape)
                yield left, left + 2**-52
                yield left, left + 0.5

        exercise = exercise_of(agree, pairs, expect=expect_truth)

        def exact(left, right):
            return bool((left == right).all())

        case = found(exercise, exact)
        call = ast.parse(case.smallest).body[0].value
        left, right = (eval(ast.unparse(arg), {"np": np}) for arg in call.args)

        assert case.gives == "It gave False."
        assert not (left == right).all()
        assert np.allclose(left, right)
        assert pasted(case.smallest, agree=exact) is False

    def test_changed_argument_is_looked_at_after_the_call(self):
        """The result is right, so the case ends with what became of the argument."""

        def empties(weights, x):
            while weights:
                x = x @ weights.pop(0).T
            return x

        case = found(exercise_of(chain, chains, unharmed=True), empties)

        *_, call, last = case.smallest.split("\n")
        assert (call[:14], last) == ("chain(weights,", "weights")
        assert case.gives.endswith("afterwards weights was [].")
        assert pasted(case.smallest, chain=empties) == []

    def test_object_of_another_answer_is_made_in_the_case(self):
        """What is handed over is an object: the code makes it, sets what the check set, and no more."""
        exercise = Exercise("first_entry")

        @exercise.reference
        def first_entry(box, x):
            return float(np.ravel(box.scaled(x))[0])

        @exercise.check(points=1, builds_on=["BigBox"])
        def is_the_first(first_entry, BigBox, rng):
            """It is the first entry."""
            for _ in range(3):
                box = BigBox(2)
                box.factor = 7.0
                box.scaled(np.ones(3))
                x = rng.normal(size=4)
                expect_equal(first_entry(box, x), 7 * x[0])

        def last_entry(box, x):
            return box.scaled(x)[-1]

        trials = Trials(Seed("demo", "ada", "0"))
        answers = {"first_entry": last_entry, "BigBox": Box}
        verdict = judge({"first_entry": exercise}, "first_entry", answers, seed=trials.seed, earlier=trials)
        case = trials.with_cases(exercise, verdict.findings[0])

        assert case.smallest == "\n".join(
            ["box = BigBox(2)", "box.factor = 1.", "first_entry(box, np.array([1., 2.]))"]
        )
        assert case.gives == "It gave 2."
        assert pasted(case.smallest, BigBox=Box, first_entry=last_entry) == 2


class TestSituation:
    """Where it is right, and where it is wrong."""

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            (lambda weights, x: x @ weights[0].T, "Right for one layer; wrong from two on."),
            (lambda weights, x: chain(weights, x).T, "Right for one input; wrong for a batch."),
            (
                lambda weights, x: chain(weights, x) if x.ndim > 1 else x,
                "Right for a batch; wrong for one input.",
            ),
            (lambda weights, x: chain(weights[:3], x), "Right for up to three layers; wrong from four on."),
            (lambda weights, x: None, ""),
        ],
    )
    def test_situation_tells_right_from_wrong(self, answer, said):
        """Without an exception, and with two cases on each side."""
        assert found(CHAIN, answer).situation == said

    def test_situation_is_true_under_every_seed(self):
        """It is read off the calls themselves."""
        said = {found(CHAIN, lambda weights, x: chain(weights[-2:], x), seed).situation for seed in range(8)}

        assert said == {"Right for up to two layers; wrong from three on."}


class TestCode:
    """A case as a student would write it."""

    def test_values_are_written_exactly(self):
        """As numpy would read them back."""
        values = (np.array([[0.1, 2.0]]), [1, 2], (3,), -1e-20, np.tanh, None)
        call = Operation("call", 0, "", values, {"k": "a"}, None)

        assert code_of((call,), "f") == "f(np.array([[0.1, 2.]]), [1, 2], (3,), -1e-20, np.tanh, None, k='a')"

    @pytest.mark.parametrize("value", [chain, lambda x: x, object(), np.array([]), np.array(["a"]), {1: 2}])
    def test_what_a_notebook_can_not_have_is_not_written(self, value):
        """A function of a test, an object, an array without numbers."""
        call = Operation("call", 0, "", (value,), {}, None)
        chain.__module__ = "solutions.demo"

        with pytest.raises(Unwritable):
            code_of((call,), "f")


MODULE = '''
"""Doubling."""
from autograder.exercise import Exercise, expect_equal
doubling = Exercise("double")

@doubling.reference
def double(x):
    """Twice."""
    return 2 * x

@doubling.check(points=2)
def is_twice(double, reference, rng):
    """It is twice the number."""
    for x in (1.0, 2.0, 30.0, 40.0):
        expect_equal(double(x), reference(x))
'''


TEST = 'from autograder import check\ncheck("double", double)'


@pytest.fixture
def graded():
    """The verdict on an answer in a student's process of its own."""

    def verdict(source, limits=None):
        solutions = {"solutions/demo/module.py": MODULE.encode()}
        pair = WarmPair(WarmProcess(), Assignment("demo", {}, solutions=solutions))
        cells = (
            Cell("double", Role.SOLUTION, "code", source, defines=frozenset(["double"])),
            Cell(
                "test_double",
                Role.GRADE,
                "code",
                'from autograder import check\ncheck("double", double)',
                2.0,
            ),
        )
        try:
            job = Job(Seed("demo", "ada", "1"), "1_demo", cells, limits=limits or Limits())
            return pair.judge(job).cells[0]
        finally:
            pair.close()

    return verdict


class TestInTheStudentsProcess:
    """It comes after judging, and nothing is judged by it."""

    def test_case_is_found_there(self, graded):
        """With the student's own line."""
        verdict = graded(
            "def double(x):\n    if x > 10:\n        raise ValueError('large')\n    return 2 * x"
        )

        (finding,) = verdict.findings
        assert finding.smallest.startswith("double(")
        assert finding.gives == "It raised ValueError: large\nline 3: `raise ValueError('large')`"
        assert f"asked: {finding.smallest}" in verdict.feedback

    @pytest.mark.parametrize(
        "turn", ["import os; os._exit(0)", "while True: pass", "raise SystemExit", "n.append('x' * 10**7)"]
    )
    def test_answer_that_turns_on_it_changes_nothing(self, graded, turn):
        """The score and what the check itself saw stay; the judge waits a second at most."""
        source = f"n = []\ndef double(x):\n    n.append(x)\n    if len(n) > 4:\n        {turn}\n    return 0"

        verdict = graded(source, replace(Limits(), notebook=20.0))

        assert (verdict.score, verdict.status, verdict.person) == (0.0, "failed", None)
        assert verdict.findings[0].seen == "It gave 0."

    def test_forged_text_is_bounded_and_inert(self, graded):
        """A message of the student's that is large, and tries to be something else."""
        source = "def double(x):\n    raise ValueError('\\x1b[2J\\u202e' + 'x' * 100_000)"

        (finding,) = graded(source).findings

        assert len(finding.gives) < 3000
        assert "\x1b" not in finding.gives
        assert "\u202e" not in finding.gives
