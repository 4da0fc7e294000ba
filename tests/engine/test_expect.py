"""What a check says about an answer: what came back, and never what was expected."""

import numpy as np
import pytest

from autograder.exercise import Raised, expect, expect_equal, expect_shape, expect_truth
from autograder.exercise.expect import collecting

SECRET = 271.8281


@pytest.fixture
def notes():
    """The notes of a check that has just asked for f(3)."""
    with collecting(lambda: "f(3)") as notes:
        yield notes


def seen(notes):
    """The texts of the notes."""
    return [note.seen for note in notes]


@pytest.mark.parametrize(
    "got",
    [
        SECRET,
        SECRET * (1 + 1e-9),
        np.float64(SECRET),
        np.array(SECRET),
        np.float32(SECRET) * np.float64(1),
    ],
)
def test_right_number_is_met_without_a_note(notes, got):
    """Python's or NumPy's number, rounded or not, of shape (): all the same."""
    met = expect_equal(got, SECRET)

    assert met
    assert notes == []


@pytest.mark.parametrize("got", [[[1, 2], [3, 4]], ((1.0, 2.0), (3.0, 4.0)), np.array([[1, 2], [3, 4]])])
def test_lists_count_as_arrays(notes, got):
    """A list of lists is as good as an array."""
    assert expect_equal(got, np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert notes == []


@pytest.mark.parametrize(
    ("got", "note"),
    [
        (3, "It gave 3."),
        (2.5, "It gave 2.5."),
        (np.float64(1 / 3), "It gave 0.3333."),
        (float("nan"), "It gave nan."),
        (None, "It gave None (is there a `return` on every path?)."),
        ("three", "It gave 'three', but a number was expected."),
        ([1, 2], "It gave a list of 2 numbers, but a number was expected."),
        ((1, 2), "It gave a pair of numbers, but a number was expected."),
        (
            (np.zeros((2, 3)), np.zeros(3)),
            "It gave a pair of arrays of shapes (2, 3) and (3,), but a number was expected.",
        ),
        ({"a": 1}, "It gave {'a': 1}, but a number was expected."),
        (Raised("ValueError", "no such layer"), "It raised ValueError: no such layer"),
        (Raised("RecursionError", ""), "It raised RecursionError"),
    ],
)
def test_wrong_number_is_described_as_it_came(notes, got, note):
    """The student reads what their code gave, of which kind it was, and what is odd about it."""
    met = expect_equal(got, SECRET)

    assert not met
    assert seen(notes) == [note]
    assert notes[0].asked == "f(3)"


@pytest.mark.parametrize(
    ("got", "note"),
    [
        ([1.0, 2.0, 4.0], "It gave [1, 2, 4]."),
        ([1.0, 2.0], "It gave a list of 2 numbers, but an array of shape (3,) was expected."),
        (np.zeros(2), "It gave an array of shape (2,), but an array of shape (3,) was expected."),
        (7.5, "It gave 7.5, but an array of shape (3,) was expected."),
        (
            [[1, 2, 3]],
            "It gave a list of lists of shape (1, 3), but an array of shape (3,) was expected.",
        ),
        ([1, [2, 3]], "It gave [1, [2, 3]], but an array of shape (3,) was expected."),
    ],
)
def test_wrong_array_is_described_as_it_came(notes, got, note):
    """A wrong shape is told with the right one, since the task says it; wrong values as they are."""
    met = expect_equal(got, np.array([1.0, 2.0, 3.0]))

    assert not met
    assert seen(notes) == [note]


def test_large_array_is_described_by_its_shape(notes):
    """Nobody reads a hundred numbers."""
    expect_equal(np.zeros((10, 10)), np.ones((10, 10)))

    assert seen(notes) == ["It gave an ndarray of shape (10, 10)."] or seen(notes) == [
        "It gave an array of shape (10, 10)."
    ]


@pytest.mark.parametrize(
    ("got", "note"),
    [
        (3, "z was 3."),
        (None, "z was None."),
        (Raised("AttributeError", "no z"), "Reading z raised AttributeError: no z"),
    ],
)
def test_what_was_compared_is_named(notes, got, note):
    """Where it isn't the result of the call, the note says what was looked at."""
    expect_equal(got, SECRET, of="z")

    assert seen(notes) == [note]


def test_nan_is_never_an_answer(notes):
    """Where the expected value is nan by accident, a nan isn't right."""
    assert not expect_equal(float("nan"), float("nan"))
    assert not expect_equal([1.0, float("nan")], np.array([1.0, float("nan")]))


@pytest.mark.parametrize(("difference", "met"), [(0.9e-6, True), (1.1e-6, False)])
def test_rounding_has_a_bound(notes, difference, met):
    """A millionth is rounding, more is a mistake."""
    assert expect_equal(1000 * (1 + difference), 1000.0, atol=0) is met


def test_expected_values_are_never_shown(notes):
    """Whatever comes back, no note holds a digit of what was expected."""
    answers = [None, 1, 1.5, "no", [1], [[1.0]], {}, {"a": [1]}, set(), Raised("E", "m"), np.zeros(99), True]
    expectations = [SECRET, np.full(3, SECRET), np.full((2, 2), SECRET), np.full(50, SECRET)]

    for got in answers:
        for expected in expectations:
            assert not expect_equal(got, expected)
        assert not expect_shape(got, [(271, 828), (271, 828)])

    assert len(notes) == len(answers) * (len(expectations) + 1)
    assert not any("271" in note or "828" in note for note in seen(notes))


@pytest.mark.parametrize("got", [True, np.True_, 1, 1.0, np.array(True)])
def test_truth_may_be_of_any_kind(notes, got):
    """True, np.True_ and 1 all say yes."""
    assert expect_truth(got, True)
    assert notes == []


@pytest.mark.parametrize(
    ("got", "note"),
    [
        (False, "It gave False."),
        (np.False_, "It gave False."),
        (0, "It gave 0."),
        (0.0, "It gave 0."),
        (2, "It gave 2, but True or False was expected."),
        ("True", "It gave 'True', but True or False was expected."),
        ([True, True], "It gave [True, True], but True or False was expected."),
        (float("nan"), "It gave nan, but True or False was expected."),
        (None, "It gave None (is there a `return` on every path?)."),
        (Raised("TypeError", "odd"), "It raised TypeError: odd"),
    ],
)
def test_wrong_truth_is_described(notes, got, note):
    """An array of truths, a text or a number is no truth value."""
    assert not expect_truth(got, True)
    assert seen(notes) == [note]


@pytest.mark.parametrize(
    "got", [[(3, 2), (3, 2)], ((3, 2), (3, 2)), [[3, 2], [3, 2]], np.full((2, 2), [3, 2])]
)
def test_shapes_may_be_lists(notes, got):
    """Tuples or lists of whole numbers are shapes."""
    assert expect_shape(got, [(3, 2), (3, 2)])
    assert notes == []


@pytest.mark.parametrize(
    "got", [[(3, 2)], (3, 2), [(3, 3), (3, 2)], [(3,), (3, 2)], "3, 2", [(3.1, 2), (3, 2)]]
)
def test_wrong_shapes_are_noted(notes, got):
    """Shapes have to be exact."""
    assert not expect_shape(got, [(3, 2), (3, 2)])
    assert len(notes) == 1


def test_own_condition_says_its_own_note(notes):
    """A check's own condition is noted in its own words, and the check can go on."""
    assert expect(np.True_, "fine") is True
    assert expect([], "The legend is empty.") is False
    assert seen(notes) == ["The legend is empty."]


def test_expectation_outside_of_a_judge_is_an_assertion():
    """A solution module can be tried by hand: what isn't met raises."""
    with pytest.raises(AssertionError, match=r"It gave 3\."):
        expect_equal(3, 4)


def test_nested_collections_keep_their_notes_apart(notes):
    """A check that runs within another one, for what it builds on, doesn't add to its notes."""
    with collecting(lambda: "g(1)") as inner:
        expect(False, "inner")
    expect(False, "outer")

    assert seen(inner) == ["inner"]
    assert seen(notes) == ["outer"]
