"""Exercises are written with decorators; what they register is what the judge works with."""

import pytest

from autograder.errors import BrokenCourse
from autograder.exercise import Exercise


@pytest.fixture
def exercise():
    """An exercise with checks in three grade cells."""
    exercise = Exercise("half")

    @exercise.check(points=1)
    def first(half):
        """The first

        promise.
        """

    @exercise.check(points=2, facet="b")
    def second(half):
        """The second promise."""

    @exercise.check(points=3, facet="a", builds_on=["double"], after="first", inputs_unharmed=True)
    def third(half):
        """The third promise."""

    @exercise.check(points=4, facet="b")
    def fourth(half):
        """The fourth promise."""

    return exercise


def test_decorated_functions_stay_what_they_were(exercise):
    """Every decorator gives back the very function: a module's own code can go on using it."""

    def code(half):
        """Some words."""

    decorated = [
        exercise.reference(code),
        exercise.alternative(code),
        exercise.misconception(code),
        exercise.misconception(id="other")(code),
        exercise.check(points=1)(code),
    ]

    assert all(function is code for function in decorated)


def test_answer_is_the_reference_itself():
    """The answer of an exercise that asks for a function is that function."""
    exercise = Exercise("half")

    @exercise.reference
    def half(x):
        return x / 2

    assert exercise.answer is half
    assert exercise.reference_code is half


def test_answer_of_a_value_is_what_the_reference_returns():
    """Where a plain value is asked for, the reference is the function that returns it."""
    exercise = Exercise("half_of_six", is_value=True)

    @exercise.reference
    def half_of_six():
        return 3

    assert exercise.answer == 3
    assert exercise.reference_code is half_of_six
    assert exercise.value_of(lambda: 4) == 4


def test_two_references_are_refused(exercise):
    """Nobody could say which of two references is right."""
    exercise.reference(lambda x: x / 2)

    with pytest.raises(BrokenCourse, match="half has two references"):
        exercise.reference(lambda x: 0.5 * x)


@pytest.mark.parametrize("attribute", ["answer", "reference_code"])
def test_missing_reference_is_named(exercise, attribute):
    """Without a reference nothing can be compared: the exercise and the way out are named."""
    with pytest.raises(BrokenCourse, match=r"half has no reference.*@….reference"):
        getattr(exercise, attribute)


def test_check_without_a_promise_is_refused(exercise):
    """A student reads the check's docstring, so it needs one."""

    def nameless_promise(half):
        pass

    with pytest.raises(BrokenCourse, match="nameless_promise needs a docstring"):
        exercise.check(points=1)(nameless_promise)


def test_misconception_without_a_hint_is_refused(exercise):
    """A misconception's docstring is the hint, so it needs one."""
    with pytest.raises(BrokenCourse, match="silent needs a docstring"):

        @exercise.misconception
        def silent(x):
            return x


def test_hint_of_a_base_class_is_no_hint(exercise):
    """A wrong class doesn't inherit its hint from the right one."""

    class Right:
        """What the right one does."""

    class Wrong(Right):
        pass

    with pytest.raises(BrokenCourse, match="Wrong needs a docstring"):
        exercise.misconception(Wrong)


def test_promise_is_one_line(exercise):
    """A docstring over several lines is one sentence for the student."""
    assert exercise.checks[0].promise == "The first promise."


def test_check_keeps_what_it_was_told(exercise):
    """Points, facet, prerequisites and the care for inputs are on record."""
    third = exercise.checks[2]

    assert (third.name, third.points, third.facet) == ("third", 3.0, "a")
    assert type(third.points) is float
    assert (third.builds_on, third.after, third.inputs_unharmed) == (("double",), "first", True)


def test_facets_are_in_the_order_of_the_checks(exercise):
    """Each facet is one grade cell, named test_<exercise> or test_<exercise>_<facet>."""
    assert exercise.facets == (None, "b", "a")
    assert exercise.grade_cells == ("test_half", "test_half_b", "test_half_a")


def test_checks_belong_to_their_facet(exercise):
    """A grade cell runs its own checks, in their order, and no others."""
    assert [check.name for check in exercise.checks_of("b")] == ["second", "fourth"]
    assert [check.name for check in exercise.checks_of(None)] == ["first"]


def test_unknown_facet_is_named_with_the_known_ones(exercise):
    """A typing error in a grade cell is found by its message."""
    with pytest.raises(BrokenCourse, match=r"half has no checks for facet 'c'; it has None, 'b', 'a'"):
        exercise.checks_of("c")


def test_misconception_loses_all_cells_by_default(exercise):
    """Its id is the function's name, and it fails every cell, unless said otherwise."""

    @exercise.misconception
    def doubles(x):
        """You

        doubled.
        """

    @exercise.misconception(id="halves_twice", loses=["test_half_a"])
    def quarter(x):
        """You halved twice."""

    first, second = exercise.misconceptions
    assert (first.id, first.hint, first.answer) == ("doubles", "You doubled.", doubles)
    assert first.loses == ("test_half", "test_half_b", "test_half_a")
    assert (second.id, second.loses) == ("halves_twice", ("test_half_a",))


def test_misconception_written_above_the_checks_loses_all_cells_too():
    """The order within a module makes no difference to what a misconception loses."""
    exercise = Exercise("half")

    @exercise.misconception
    def doubles(x):
        """You doubled."""

    @exercise.check(points=1)
    def is_half(half):
        """It is half."""

    assert exercise.misconceptions[0].loses == ("test_half",)


def test_alternatives_and_equivalents_are_listed(exercise):
    """Other correct answers go by their names, equivalent mutants come with a reason."""

    @exercise.alternative
    def by_shift(x):
        return x >> 1

    exercise.equivalent("1 → 2", because="it is never used")

    assert [(entry.id, entry.answer) for entry in exercise.alternatives] == [("by_shift", by_shift)]
    assert [(entry.mutant, entry.reason) for entry in exercise.equivalents] == [("1 → 2", "it is never used")]
