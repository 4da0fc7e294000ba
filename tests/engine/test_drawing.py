"""A plot becomes a plain description: what is drawn, how far it reaches, how it is labelled."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.exercise import Drawing, describe_axes
from autograder.exercise.values import plain

LOW, HIGH = -2.0, 6.0
VALUES = np.append(np.random.default_rng(177).uniform(LOW, HIGH, size=200), [LOW, HIGH])
GRID = np.linspace(LOW, HIGH, 50)
DENSITY = np.exp(-((GRID - 2) ** 2))


@pytest.fixture
def axes():
    """Empty axes."""
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def only_artist(axes):
    """The one thing that is drawn."""
    drawing = describe_axes(axes)
    assert len(drawing.artists) == 1, drawing
    return drawing.artists[0]


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (lambda axes: axes.hist(VALUES, bins=20), "bars"),
        (lambda axes: axes.hist(VALUES, bins=20, density=True, alpha=0.5), "bars"),
        (lambda axes: axes.hist(VALUES, bins=20, histtype="step"), "area"),
        (lambda axes: axes.hist(VALUES, bins=20, histtype="stepfilled"), "area"),
        (lambda axes: axes.stairs(*np.histogram(VALUES, 20)), "area"),
        (lambda axes: axes.stairs(*np.histogram(VALUES, 20), fill=True), "area"),
        (lambda axes: axes.bar(np.linspace(LOW + 0.5, HIGH - 0.5, 8), np.ones(8), width=1.0), "bars"),
        (lambda axes: axes.plot(GRID, DENSITY), "line"),
        (lambda axes: axes.step(GRID, DENSITY), "line"),
        (lambda axes: axes.fill_between(GRID, DENSITY), "area"),
        (lambda axes: axes.fill_between(GRID, DENSITY, step="mid"), "area"),
        (lambda axes: axes.scatter(GRID, DENSITY), "points"),
    ],
    ids=[
        "histogram",
        "density histogram",
        "step histogram",
        "filled step histogram",
        "stairs",
        "filled stairs",
        "bars",
        "line",
        "step line",
        "filled curve",
        "filled steps",
        "points",
    ],
)
def test_every_way_to_show_a_distribution_is_one_artist(axes, draw, kind):
    """Bars, steps, densities and points: each is one artist that reaches over its numbers."""
    draw(axes)

    artist = only_artist(axes)

    assert artist.kind == kind
    assert artist.x == pytest.approx((LOW, HIGH), abs=0.1)
    assert artist.y[0] <= DENSITY.max()


def test_extent_does_not_depend_on_the_view(axes):
    """Zooming in doesn't change what is drawn."""
    axes.hist(VALUES, histtype="step")
    axes.set_xlim(0, 1)

    assert only_artist(axes).x == pytest.approx((LOW, HIGH))


def test_sideways_bars_reach_along_y(axes):
    """A histogram on its side is known by its y."""
    axes.hist(VALUES, bins=20, orientation="horizontal")

    artist = only_artist(axes)

    assert artist.y == pytest.approx((LOW, HIGH))
    assert artist.count == 20


def test_two_histograms_are_two_artists(axes):
    """Each call is one artist, however many bars it has."""
    axes.hist(VALUES, bins=30, label="relu")
    axes.hist(VALUES / 2, bins=7, label="tanh")

    drawing = describe_axes(axes)

    assert [(artist.kind, artist.count) for artist in drawing.artists] == [("bars", 30), ("bars", 7)]
    assert drawing.artists[1].x == pytest.approx((LOW / 2, HIGH / 2))


def test_one_call_with_two_data_sets_is_two_artists(axes):
    """`hist([a, b])` shows two distributions."""
    axes.hist([VALUES, VALUES / 2], bins=10, label=["relu", "tanh"])

    assert [artist.kind for artist in describe_axes(axes).artists] == ["bars", "bars"]


def test_logarithmic_axes_are_measured_in_data(axes):
    """The scale of an axis doesn't change what is drawn."""
    axes.hist(np.array([1.0, 10.0, 1000.0]), bins=5, histtype="step")
    axes.set_xscale("log")
    axes.set_yscale("log")

    assert only_artist(axes).x == pytest.approx((1.0, 1000.0))


def test_what_is_hidden_is_not_drawn(axes):
    """Invisible artists show nothing."""
    _, _, bars = axes.hist(VALUES)
    for bar in bars:
        bar.set_visible(False)
    axes.plot(GRID, DENSITY, visible=False)
    axes.fill_between(GRID, DENSITY, visible=False)

    assert describe_axes(axes).artists == ()


def test_what_has_no_numbers_is_not_drawn(axes):
    """A line through nothing but nan isn't seen, and single gaps don't matter."""
    axes.plot([np.nan, np.nan], [1, 2])
    axes.plot([], [])
    axes.plot([0, np.nan, 3], [1, 5, 2])

    artist = only_artist(axes)

    assert artist.x == (0, 3)
    assert artist.y == (1, 2)


def test_empty_axes_show_nothing(axes):
    """Fresh axes have no artists, labels or legend."""
    drawing = describe_axes(axes)

    assert drawing == Drawing(xlabel="", ylabel="", title="", legend=None, artists=())
    assert str(drawing) == "Axes with nothing; x label '', y label '', no legend"


def test_legend_lists_its_entries(axes):
    """The words of the legend are data."""
    axes.plot([0, 1], [0, 1], label="relu")
    axes.plot([0, 1], [1, 0], label="tanh")
    axes.legend()

    drawing = describe_axes(axes)

    assert drawing.legend.entries == ("relu", "tanh")
    assert "legend entries ['relu', 'tanh']" in str(drawing)


@pytest.mark.filterwarnings("ignore:No artists with labels")
def test_legend_without_entries_has_none(axes):
    """A legend that was asked for while nothing had a label is empty."""
    axes.plot([0, 1], [0, 1])
    axes.legend()

    drawing = describe_axes(axes)

    assert drawing.legend is None or drawing.legend.entries == ()


def test_labels_without_a_legend_are_no_legend(axes):
    """A label alone isn't seen: the legend has to be drawn."""
    axes.plot([0, 1], [0, 1], label="relu")

    assert describe_axes(axes).legend is None


def test_labels_are_stripped(axes):
    """A label of blanks is none."""
    axes.set(xlabel="  ", ylabel=" count ", title="\n")

    drawing = describe_axes(axes)

    assert (drawing.xlabel, drawing.ylabel, drawing.title) == ("", "count", "")


def test_drawing_answers_like_axes(axes):
    """A visible check of a grade cell reads a description as it reads real axes."""
    axes.plot([0, 1], [0, 1], label="relu")
    axes.set(xlabel="output", ylabel="count", title="both")
    axes.legend()

    drawing = describe_axes(axes)

    for both in (axes, drawing):
        assert both.get_xlabel() == "output"
        assert both.get_ylabel() == "count"
        assert both.get_title() == "both"
        assert [text.get_text() for text in both.get_legend().get_texts()] == ["relu"]


@pytest.mark.parametrize("value", [None, 3, "axes", [], object(), plt, Drawing])
def test_anything_else_is_no_drawing(value):
    """Only axes are described."""
    assert describe_axes(value) is None


def test_figure_is_no_drawing(axes):
    """What was asked for is the axes, not the figure around them."""
    assert describe_axes(axes.figure) is None


def test_axes_are_plain_data(axes):
    """A student's function that returns axes returns data."""
    axes.plot([0, 1], [0, 1])

    assert plain([axes]) == [describe_axes(axes)]
