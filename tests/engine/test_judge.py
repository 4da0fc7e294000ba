"""The judge: what a wrong answer is told, and what is never held against a student."""

import random
import sys
import warnings
from collections import UserDict

import numpy as np
import pytest

from autograder.errors import BrokenCourse
from autograder.exercise import Exercise, expect, expect_equal
from autograder.judge import Seed, judge
from autograder.judge.judge import Trials, passes
from autograder.results import Status, earned

ADA = Seed("demo", "ada", "1")


def scaling():
    """An exercise on arrays: `scale(x, factor)`, with two facets and three misconceptions."""
    exercise = Exercise("scale")

    @exercise.reference
    def scale(x, factor):
        return factor * x

    @exercise.check(points=2, inputs_unharmed=True)
    def multiplies(scale, reference, rng):
        """Every element is multiplied."""
        for n in (3, 5):
            x = rng.uniform(3, 9, size=n)
            expect_equal(scale(x, 2.5), reference(x, 2.5))

    @exercise.check(points=1, facet="zero")
    def handles_zero(scale):
        """Zero times anything is zero."""
        expect_equal(scale(np.array([5.0, 7.0]), 0.0), np.zeros(2))

    @exercise.misconception
    def adds(x, factor):
        """You added the factor."""
        return x + factor

    @exercise.misconception(loses=["test_scale"])
    def ignores_factor(x, factor):
        """You never use the factor."""
        return x * (factor != 0)

    @exercise.misconception
    def raises_everywhere(x, factor):
        """You raise an error."""
        raise ValueError("never works")

    return exercise


def shifting(*, points=1):
    """An exercise that builds on `scale`."""
    exercise = Exercise("shift")

    @exercise.reference
    def shift(x):
        return 2 * x + 1

    @exercise.check(points=points, builds_on=["scale"])
    def shifts(shift, scale, reference, rng):
        """Every element is scaled and shifted."""
        x = rng.uniform(3, 9, size=4)
        expect_equal(shift(x), reference(x))

    return exercise


@pytest.fixture
def exercises():
    """The two exercises of a small assignment."""
    return {"scale": scaling(), "shift": shifting()}


@pytest.fixture
def judged(exercises):
    """Judge an answer to `scale`."""

    def run(answer, *, facet=None, seed=ADA):
        return judge(exercises, "scale", {"scale": answer}, facet=facet, seed=seed)

    return run


def right(x, factor):
    """The right answer."""
    return factor * x


def test_right_answer_gets_all_points(judged):
    """A correct answer passes, in whatever way it is written."""
    for answer in (right, np.multiply, lambda x, factor: [factor * item for item in x]):
        verdict = judged(answer)

        assert verdict.status is Status.PASSED
        assert (verdict.score, verdict.max_score) == (2.0, 2.0)
        assert type(verdict.score) is float
        assert verdict.feedback == "scale: 2 of 2 points\n✓ Every element is multiplied."


def test_wrong_answer_is_told_what_was_asked_and_seen(judged):
    """The first call that went wrong is shown with its answer, and nothing of what was expected."""
    verdict = judged(lambda x, factor: x[:2])

    assert verdict.status is Status.FAILED
    assert verdict.score == 0.0
    lines = verdict.feedback.splitlines()
    assert lines[:2] == ["scale: 0 of 2 points", "✗ Every element is multiplied."]
    assert lines[2].startswith("    asked: scale([")
    assert lines[2].endswith("], 2.5)")
    assert lines[3] == "    seen:  It gave an array of shape (2,), but an array of shape (3,) was expected."
    assert len(lines) == 4


def test_expected_values_stay_hidden(exercises):
    """No number of the right answer is in the feedback."""
    given = []

    def answer(x, factor):
        given.append(x)
        return x + 1000

    verdict = judge(exercises, "scale", {"scale": answer}, seed=ADA)

    expected = [f"{number:.4g}" for x in given for number in 2.5 * x]
    assert verdict.score == 0
    assert not any(number in verdict.feedback for number in expected)


def test_error_of_the_answer_is_shown(judged):
    """What the student's code raised is what was seen."""

    def answer(x, factor):
        raise ValueError("shapes don't fit")

    assert "    seen:  It raised ValueError: shapes don't fit" in judged(answer).feedback


def test_facet_runs_its_own_checks_alone(judged):
    """One grade cell of several is judged for itself."""
    wrong_at_zero = lambda x, factor: x if factor == 0 else factor * x  # noqa: E731

    assert judged(wrong_at_zero).score == 2.0
    verdict = judged(wrong_at_zero, facet="zero")
    assert (verdict.score, verdict.max_score) == (0.0, 1.0)


def test_unknown_facet_is_the_courses_fault(judged):
    """A grade cell with a misspelt facet is no failure of the student's."""
    with pytest.raises(BrokenCourse):
        judged(right, facet="nul")


class TestMisconceptions:
    """A wrong answer that behaves exactly like a known one is told so."""

    def test_same_answers_are_the_same_misconception(self, judged):
        """However it is written, it is named with its hint."""
        verdict = judged(lambda x, factor: [item + factor for item in x.tolist()])

        assert verdict.misconception == "adds"
        assert verdict.feedback.endswith("\n\nHint: You added the factor.")

    def test_one_answer_that_differs_is_no_misconception(self, judged):
        """Alike on all calls but one is not alike."""

        def answer(x, factor):
            return x + factor + (1 if len(x) == 5 else 0)

        assert judged(answer).misconception is None
        assert judged(lambda x, factor: x + factor + 1e-3).misconception is None

    def test_other_facets_count_as_evidence(self, judged):
        """An answer that is like it in one grade cell but not in the other behaves differently."""
        assert judged(lambda x, factor: x + factor if factor else 0 * x).misconception is None

    def test_named_in_every_facet(self, judged):
        """Where both cells are lost, both name it."""
        answer = lambda x, factor: x + factor  # noqa: E731

        assert judged(answer, facet="zero").misconception == "adds"
        assert judged(answer).misconception == "adds"

    def test_right_answer_has_none(self, judged):
        """Nothing is looked for where nothing failed, even if a misconception agrees there."""
        assert judged(lambda x, factor: x * (factor != 0), facet="zero").misconception is None

    @pytest.mark.parametrize("stub", ["raise NotImplementedError()", "return None", "pass", "return unknown"])
    def test_stub_has_none(self, judged, stub):
        """Code that never gives anything back behaves like no misconception, even one that raises too."""
        namespace = {}
        exec(f"def scale(x, factor):\n    {stub}", namespace)

        verdict = judged(namespace["scale"])

        assert verdict.status is Status.FAILED
        assert verdict.misconception is None

    def test_first_in_order_wins(self):
        """Of two that agree on all calls, the one that is written first is named."""
        exercise = scaling()
        twin = exercise.misconceptions[0]
        exercise.misconception(id="adds_too")(twin.answer)

        verdict = judge({"scale": exercise}, "scale", {"scale": twin.answer}, seed=ADA)
        exercise._misconceptions.reverse()
        reversed_verdict = judge({"scale": exercise}, "scale", {"scale": twin.answer}, seed=ADA)

        assert verdict.misconception == "adds"
        assert reversed_verdict.misconception == "adds_too"

    def test_errors_where_it_has_errors(self):
        """An error is an answer: raising on the same calls, of whatever type, is behaving alike."""
        exercise = Exercise("inverse")

        @exercise.check(points=1)
        def inverts(inverse):
            """It inverts, zero too."""
            for x in (2.0, 0.0, 4.0):
                expect_equal(inverse(x), 1 / x if x else 0.0)

        @exercise.misconception
        def fails_at_zero(x):
            """You divide by zero."""
            return 1 / x

        def another_error(x):
            if x == 0:
                raise KeyError("zero")
            return x**-1

        def no_error(x):
            return 1 / x if x else 7.0

        for answer, misconception in ((another_error, "fails_at_zero"), (no_error, None)):
            verdict = judge({"inverse": exercise}, "inverse", {"inverse": answer}, seed=ADA)
            assert verdict.score == 0
            assert verdict.misconception == misconception

    def test_classes_are_recognised_by_what_their_objects_do(self):
        """Calls, attributes that are read and ones that are set are all replayed on the misconception."""
        exercise = Exercise("Counter")

        @exercise.check(points=1)
        def counts(Counter):
            """It counts in steps."""
            counter = Counter(10)
            counter.step = 3
            expect_equal(counter.up(), 13)
            counter.up()
            expect_equal(counter.total, 16, of="total")

        @exercise.misconception
        class ignores_step:
            """You count in ones."""

            def __init__(self, start):
                self.total = start

            def up(self):
                self.total += 1
                return self.total

        class Mine:
            def __init__(self, start):
                self.total = float(start)
                self.step = 1

            def up(self):
                self.total = self.total + 1.0
                return self.total

        class Other(Mine):
            def up(self):
                return super().up() + 1

        verdict = judge({"Counter": exercise}, "Counter", {"Counter": Mine}, seed=ADA)
        other = judge({"Counter": exercise}, "Counter", {"Counter": Other}, seed=ADA)

        assert verdict.misconception == "ignores_step"
        assert "asked: Counter(10).up()" in verdict.feedback
        assert other.misconception is None

    def test_plain_value_is_recognised(self):
        """A number that a misconception leads to is one."""
        exercise = Exercise("answer", is_value=True)
        exercise.reference(lambda: 42)

        @exercise.check(points=1)
        def is_right(answer, reference):
            """It is the answer."""
            expect_equal(answer, reference)

        @exercise.misconception
        def one_off():
            """Count again."""
            return 41

        found = [
            judge({"answer": exercise}, "answer", {"answer": value}, seed=ADA)
            for value in (42, 41.0, 40, None, len)
        ]

        names = [verdict.misconception for verdict in found]
        assert [verdict.score for verdict in found] == [1, 0, 0, 0, 0]
        assert names == [None, "one_off", None, None, None]
        assert "    asked: answer\n    seen:  It gave 41." in found[1].feedback


class TestAnswersThatBuildOnOthers:
    """What the judge says of an answer is about this answer."""

    def test_right_answer_below_leaves_the_failure_here(self, exercises):
        """Where what it builds on is right, the failure is its own."""
        verdict = judge(exercises, "shift", {"shift": lambda x: 3 * x, "scale": right}, seed=ADA)

        assert verdict.status is Status.FAILED
        assert "seen:" in verdict.feedback

    def test_right_answer_on_a_wrong_one_passes(self, exercises):
        """What is right is right, whatever it could have built on."""
        answers = {"shift": lambda x: 2 * x + 1, "scale": lambda x, factor: None}

        assert judge(exercises, "shift", answers, seed=ADA).status is Status.PASSED

    @pytest.mark.parametrize("facets", [(None, None), (None, "fine")])
    def test_earlier_check_of_the_same_exercise(self, facets):
        """A check that means nothing without another one waits for it, in the same cell or another."""
        exercise = Exercise("value")

        @exercise.check(points=1, facet=facets[0])
        def is_positive(value):
            """It is positive."""
            expect(value() > 0, "It wasn't.")

        @exercise.check(points=1, facet=facets[1], after="is_positive")
        def is_exact(value):
            """It is exact."""
            expect_equal(value(), 3)

        def outcome(answer):
            verdict = judge({"value": exercise}, "value", {"value": answer}, facet=facets[1], seed=ADA)
            return verdict.findings[-1]

        assert outcome(lambda: -1).holds is None
        assert "has to pass first" in outcome(lambda: -1).seen
        assert outcome(lambda: 2).holds is False
        assert outcome(lambda: 3).holds is True


class TestHarmedInputs:
    """An answer that changes its arguments is wrong where the caller still needs them."""

    @staticmethod
    def harming(x, factor):
        """Right, but in place."""
        x *= factor
        return x

    def test_noticed_where_it_is_asked_for(self, judged):
        """The value is right; the argument is changed; the student is told so."""
        verdict = judged(self.harming)

        assert verdict.status is Status.FAILED
        assert "It changed its arguments, which the caller still needs." in verdict.feedback

    def test_no_matter_where_it_is_not_asked_for(self, judged):
        """Other checks don't mind."""
        assert judged(self.harming, facet="zero").status is Status.PASSED

    def test_lists_are_arguments_too(self):
        """A list that has lost an element, or whose array was written to, is changed."""
        exercise = Exercise("total")

        @exercise.check(points=1, inputs_unharmed=True)
        def adds_up(total):
            """All are added."""
            expect_equal(total([np.ones(2), np.ones(2)]), 4)

        def pops(arrays):
            return sum(arrays.pop().sum() for _ in range(2))

        def writes(arrays):
            arrays[0] += arrays[1]
            return arrays[0].sum()

        def reads(arrays):
            return sum(map(np.sum, arrays))

        found = {
            answer.__name__: judge({"total": exercise}, "total", {"total": answer}, seed=ADA).score
            for answer in (pops, writes, reads)
        }

        assert found == {"pops": 0, "writes": 0, "reads": 1}

    def test_comparison_is_with_the_inputs_as_they_were(self, judged):
        """An answer can't make itself right by changing what the reference gets."""

        def answer(x, factor):
            x[:] = 0
            return x

        verdict = judged(answer)

        assert verdict.score == 0
        assert "It gave [0, 0, 0]." in verdict.feedback

    def test_reused_buffer_is_read_at_once(self, judged):
        """An answer that gives back the same array each time is judged by what was in it."""
        buffer = np.zeros(10)

        def answer(x, factor):
            np.multiply(x, factor, out=buffer[: len(x)])
            return buffer[: len(x)]

        assert judged(answer).status is Status.PASSED


class TestNothingOfTheStudentsRaises:
    """A wrong answer is data, however it behaves."""

    @pytest.mark.parametrize("leave", [sys.exit, exit, quit, lambda: sys.exit("done")])
    def test_leaving_is_an_answer(self, judged, leave):
        """A function that ends the program has failed, and the program goes on."""
        verdict = judged(lambda x, factor: leave())

        assert verdict.status is Status.FAILED
        assert "It raised SystemExit" in verdict.feedback

    def test_exception_of_any_kind_is_an_answer(self, judged):
        """Exceptions that aren't meant to be caught fail as others do."""

        class Escape(BaseException):
            pass

        def answer(x, factor):
            raise Escape("out")

        assert judged(answer).status is Status.FAILED

    def test_endless_recursion_is_an_answer(self, judged):
        """A function that calls itself for ever has failed."""

        def answer(x, factor):
            return answer(x, factor)

        verdict = judged(answer)

        assert verdict.status is Status.FAILED
        assert "RecursionError" in verdict.feedback

    @pytest.mark.parametrize("answer", [3, None, "scale", [right], np.ones(3), object()])
    def test_what_is_no_function_is_an_answer(self, judged, answer):
        """A name that holds something else fails with what calling it raises."""
        verdict = judged(answer)

        assert verdict.status is Status.FAILED
        assert "TypeError" in verdict.feedback

    @pytest.mark.parametrize(
        "make",
        [
            lambda: type("AlwaysEqual", (), {"__eq__": lambda *_: True, "__float__": lambda _: 1.0})(),
            lambda: type("Unprintable", (), {"__repr__": lambda _: 1 / 0})(),
            lambda: type("Sly", (), {"__array__": lambda *_: np.ones(3)})(),
            lambda: type("BrokenList", (list,), {"__iter__": lambda _: 1 / 0})([1]),
            lambda: type("BrokenDict", (UserDict,), {"items": lambda _: 1 / 0})(a=1),
            lambda: type("Pretender", (), {"__class__": int})(),
            lambda: {type("Key", (list,), {"__hash__": lambda _: 1})([1])},
            lambda: 10**5000,
            lambda: (item for item in [1.0]),
            lambda: [[1], [2, 3]],
        ],
        ids=[
            "equal to everything",
            "unprintable",
            "array-like object",
            "broken list",
            "broken mapping",
            "pretender",
            "unhashable in a set",
            "5000 digits",
            "generator",
            "ragged",
        ],
    )
    def test_odd_results_are_wrong_answers(self, judged, make):
        """An object that claims or breaks something is a wrong answer: neither right nor our fault."""
        verdict = judged(lambda x, factor: make())

        assert verdict.status is Status.FAILED
        assert verdict.feedback

    def test_numpy_warnings_are_no_errors(self, judged):
        """A warning on the way costs nothing, even for who has turned warnings into errors of their own."""

        def answer(x, factor):
            np.exp(np.array([1e6]))
            warnings.warn("careful", stacklevel=1)
            return factor * x

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert judged(answer).status is Status.PASSED


class TestFaultsOfOurs:
    """An exception in a check is our fault: neither a pass nor a failure."""

    @pytest.fixture
    def broken(self):
        """An exercise with one check that breaks and one that doesn't."""
        exercise = Exercise("half")

        @exercise.check(points=1)
        def breaks(half):
            """This one breaks."""
            expect_equal(half(4), 2)
            raise ZeroDivisionError("a slip of ours")

        @exercise.check(points=2)
        def holds(half):
            """This one holds."""
            expect_equal(half(4), 2)

        return {"half": exercise}

    @pytest.mark.parametrize("answer", [lambda x: x / 2, lambda x: x, None])
    def test_check_that_breaks_is_not_passed(self, broken, answer):
        """Whether the answer is right or wrong, it has no points for it; what broke, and where, is kept."""
        verdict = judge(broken, "half", {"half": answer}, seed=ADA)

        assert verdict.status is Status.FAILED
        assert verdict.findings[0].holds is False
        assert verdict.score == earned(verdict.findings[1:])
        assert "(test_judge.py:" in verdict.broken
        assert "ZeroDivisionError: a slip of ours" in verdict.broken

    def test_other_checks_are_judged_all_the_same(self, broken):
        """What doesn't break counts."""
        verdict = judge(broken, "half", {"half": lambda x: x / 2}, seed=ADA)

        assert verdict.findings[1].holds is True
        assert earned(verdict.findings) == 2.0


class TestAnswersTakenApart:
    """A check may index, unpack or iterate over what an answer gives."""

    @pytest.fixture
    def taken_apart(self):
        """Makes an exercise whose check reads the answer's result in some way."""

        def made(read):
            exercise = Exercise("ends")
            exercise.reference(lambda numbers: [min(numbers), max(numbers)])

            @exercise.check(points=1)
            def comes_in_order(ends):
                """The least comes first."""
                expect_equal(read(ends([3.0, 1.0, 2.0])), 3.0)

            return exercise

        return made

    @pytest.mark.parametrize(
        "read",
        [lambda found: found[1], lambda found: np.sqrt(found)[1], lambda found: (lambda a, b: b)(*found)],
        ids=["index", "numpy", "unpack"],
    )
    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            (lambda numbers: 1 / 0, "It raised ZeroDivisionError: division by zero"),
            (lambda numbers: None, "It gave None (is there a `return` on every path?)."),
            (lambda numbers: [1.0], "It gave [1], but an array of shape (2,) was expected."),
            (lambda numbers: 1.0, "It gave 1, but an array of shape (2,) was expected."),
        ],
    )
    def test_answer_of_another_form_fails_an_expectation(self, taken_apart, read, answer, told):
        """What came back is told, as anywhere; no test is said to have broken, nobody has to look."""
        verdict = judge({"ends": taken_apart(read)}, "ends", {"ends": answer}, seed=ADA)

        (finding,) = verdict.findings
        assert (verdict.status, verdict.score, verdict.broken) == (Status.FAILED, 0.0, "")
        assert (finding.asked, finding.seen) == ("ends([3, 1, 2])", told)

    def test_test_that_breaks_over_a_right_form_is_broken(self, taken_apart):
        """Then the answer may be right, and a person looks."""
        verdict = judge(
            {"ends": taken_apart(lambda found: found["least"])},
            "ends",
            {"ends": lambda numbers: (1, 3)},
            seed=ADA,
        )

        assert verdict.score == 0.0
        assert "TypeError" in verdict.broken

    def test_missing_key_fails_an_expectation(self):
        """Of a mapping the keys are its form."""
        exercise = Exercise("extremes")
        exercise.reference(lambda numbers: {"least": min(numbers), "most": max(numbers)})

        @exercise.check(points=1)
        def has_both(extremes):
            """Both are there."""
            expect_equal(extremes([1.0, 2.0])["most"], 2.0)

        verdict = judge({"extremes": exercise}, "extremes", {"extremes": lambda _: {"least": 1}}, seed=ADA)

        assert verdict.broken == ""
        assert verdict.findings[0].seen == "It gave {'least': 1}, which doesn't have the expected form."

    def test_builds_on_what_raises(self):
        """What an answer builds on may fail, too, or be missing."""
        exercise = Exercise("last")
        exercise.reference(lambda numbers: numbers[-1])

        @exercise.check(points=1, builds_on=["ends"])
        def is_the_last_end(last, ends):
            """It is the last of both."""
            expect_equal(last(ends([1.0, 2.0])[:1]), 1.0)

        def fails(numbers):
            raise ValueError("not yet")

        for others, told in (({"ends": fails}, "ValueError: not yet"), ({}, "NameError")):
            verdict = judge({"last": exercise}, "last", {"last": lambda x: x, **others}, seed=ADA)

            assert verdict.broken == ""
            assert verdict.findings[0].seen.startswith(f"It raised {told}")


class TestInputs:
    """Inputs are fresh for each submission and the same in a regrade."""

    @pytest.fixture
    def asked(self, exercises):
        """What an answer is asked for."""

        def run(seed, answer=right):
            inputs = []

            def scale(x, factor):
                inputs.append(x.copy())
                return answer(x, factor)

            judge(exercises, "scale", {"scale": scale}, seed=seed)
            return np.concatenate(inputs)

        return run

    def test_regrade_asks_the_same(self, asked):
        """Same assignment, student and submission: same inputs, whatever random state there is."""
        first = asked(ADA)
        np.random.seed(1)
        random.seed(1)
        again = asked(Seed("demo", "ada", "1"))

        assert np.array_equal(first, again)

    @pytest.mark.parametrize(
        "other",
        [
            Seed("demo", "ben", "1"),
            Seed("demo", "ada", "2"),
            Seed("other", "ada", "1"),
            Seed("demo", "ada1", ""),
        ],
    )
    def test_another_submission_is_asked_for_other_inputs(self, asked, other):
        """Another student, another version or another assignment: no input is repeated."""
        assert not np.isin(asked(other), asked(ADA)).any()

    def test_the_answer_does_not_change_the_inputs(self, asked):
        """A wrong answer is asked at first what a right one is; seeding NumPy has no influence."""

        def meddling(x, factor):
            np.random.seed(0)
            return x

        assert np.array_equal(asked(ADA, meddling)[:8], asked(ADA)[:8])


def test_passes_asks_every_facet(exercises):
    """An answer is right if every check of its exercise holds."""
    wrong_at_zero = lambda x, factor: x if factor == 0 else factor * x  # noqa: E731

    assert passes(exercises["scale"], {"scale": right}, Trials(ADA))
    assert not passes(exercises["scale"], {"scale": wrong_at_zero}, Trials(ADA))


def test_objects_of_other_answers_can_be_handed_on():
    """A check may make an object with one answer and give it to another one."""
    exercise = Exercise("read")

    @exercise.check(points=1, builds_on=["Box"])
    def reads(read, Box, rng):
        """It reads what is in a box."""
        content = float(rng.uniform(1, 2))
        expect_equal(read(Box(content)), content)

    class Box:
        def __init__(self, content):
            self.content = content

    answers = {"read": lambda box: box.content, "Box": Box}
    verdict = judge({"read": exercise, "Box": Exercise("Box")}, "read", answers, seed=ADA)

    assert verdict.status is Status.PASSED
