"""Wrong answers that are nearly right: none gets full marks, none is told of a mistake it didn't make."""

# ruff: noqa: B905, RUF007
# Written as students write.

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from autograder.course import Course
from autograder.judge import Seed, judge

with Course.at(Path(__file__).parents[2]).importable("ch177"):
    from layers import DenseLayer as PlainLayer
    from layers import linear, relu

SEEDS = range(4)
WRONG = []


def wrong(exercise, *, named=None):
    """Decorator: this is a wrong answer to the exercise; by which misconception it is named, if any."""

    def register(answer):
        WRONG.append(pytest.param(exercise, answer, named, id=f"{exercise}-{answer.__name__}"))
        return answer

    return register


@wrong("count_parameters")
def takes_the_sizes_for_layers(sizes):
    """An error each time, but another than an index too large."""
    return sum(layer.size for layer in sizes)


@wrong("count_parameters", named="wraps_around")
def pairs_with_the_size_before(sizes):
    """The first one has the last before it."""
    return sum(sizes[i - 1] * n + n for i, n in enumerate(sizes))


@wrong("count_parameters")
def looks_sizes_up_by_value(sizes):
    """list.index finds the first of equal sizes."""
    return sum(n * sizes[sizes.index(n) + 1] + sizes[sizes.index(n) + 1] for n in sizes[:-1])


@wrong("count_parameters")
def looks_former_sizes_up_by_value(sizes):
    """The same for outputs."""
    return sum(n * sizes[sizes.index(n) - 1] + n for n in sizes[1:])


@wrong("count_parameters")
def drops_sizes_that_repeat(sizes):
    """dict.fromkeys keeps one of each."""
    sizes = list(dict.fromkeys(sizes))
    return sum(a * b + b for a, b in zip(sizes, sizes[1:]))


@wrong("count_parameters")
def counts_biases_of_different_layers(sizes):
    """A set of sizes."""
    return sum(a * b for a, b in zip(sizes, sizes[1:])) + sum(set(sizes[1:]))


@wrong("count_parameters")
def drops_layers_that_repeat(sizes):
    """A set of pairs."""
    return sum(a * b + b for a, b in set(zip(sizes, sizes[1:])))


@wrong("count_parameters")
def counts_in_16_bits(sizes):
    """Large layers overflow."""
    n = np.array(sizes, dtype=np.int16)
    return int((n[:-1] * n[1:] + n[1:]).sum())


@wrong("count_parameters")
def counts_six_layers_at_most(sizes):
    """Deep networks are cut."""
    return sum(a * b + b for a, b in list(zip(sizes, sizes[1:]))[:6])


@wrong("row_form")
def adds_the_size_of_the_bias(x, W, b):
    """The sign of b is lost."""
    return x @ W.T + np.abs(b)


@wrong("row_form")
def writes_over_the_bias(x, W, b):
    """Right, but b is another one afterwards."""
    result = x @ W.T + b
    b += 1
    return result


@wrong("row_form")
def multiplies_as_it_fits(x, W, b):
    """A square W fits both ways."""
    return (x @ W if x.shape[-1] == W.shape[0] else x @ W.T) + b


@wrong("row_form")
def squeezes_rows(x, W, b):
    """Axes of length one vanish."""
    return np.squeeze(x @ W.T + b)


@wrong("column_form")
def adds_the_size_of_the_bias_to_columns(x, W, b):
    """The sign of b is lost."""
    return (W @ x.T).T + np.abs(b)


@wrong("column_form")
def writes_over_x(x, W, b):
    """Right, but x is another one afterwards."""
    result = (W @ x.T).T + b
    x *= 2
    return result


@wrong("column_form")
def multiplies_from_the_left_if_it_fits(x, W, b):
    """A batch of n_in inputs fits both ways."""
    return (W @ x if x.shape[0] == W.shape[1] else (W @ x.T).T) + b


@wrong("forms_agree")
def compares_sorted(left, right):
    """The order is lost."""
    return np.allclose(np.sort(left.ravel()), np.sort(right.ravel()))


@wrong("forms_agree")
def compares_column_sums(left, right):
    """One sum a column."""
    return np.allclose(left.sum(axis=0), right.sum(axis=0))


@wrong("forms_agree")
def compares_row_sums(left, right):
    """One sum a row."""
    return np.allclose(left.sum(axis=-1), right.sum(axis=-1))


@wrong("forms_agree")
def compares_both_sums(left, right):
    """Sums of rows and of columns."""
    return np.allclose(left.sum(axis=0), right.sum(axis=0)) and np.allclose(left.sum(-1), right.sum(-1))


@wrong("forms_agree")
def compares_sum_and_norm(left, right):
    """Two numbers for all."""
    return np.isclose(left.sum(), right.sum()) and np.isclose(np.sum(left**2), np.sum(right**2))


@wrong("forms_agree")
def compares_min_and_max(left, right):
    """The range alone."""
    return np.isclose(left.min(), right.min()) and np.isclose(left.max(), right.max())


@wrong("forms_agree")
def compares_mean_and_std(left, right):
    """The moments alone."""
    return np.isclose(left.mean(), right.mean()) and np.isclose(left.std(), right.std())


@wrong("forms_agree", named="compares_sums")
def compares_means(left, right):
    """The sum by another name."""
    return bool(np.isclose(np.mean(left), np.mean(right)))


@wrong("forms_agree")
def more_than_half_agree(left, right):
    """A majority."""
    return np.mean(np.isclose(left, right)) > 0.5


@wrong("forms_agree")
def looks_at_the_first_row(left, right):
    """The others may differ."""
    return np.allclose(left[0], right[0])


@wrong("forms_agree")
def looks_at_the_last_column(left, right):
    """The others may differ."""
    return np.allclose(left[..., -1], right[..., -1])


@wrong("forms_agree")
def skips_the_last_place(left, right):
    """All but one."""
    return np.allclose(left.ravel()[:-1], right.ravel()[:-1])


@wrong("forms_agree")
def one_side_only(left, right):
    """The difference without its size."""
    return bool((left - right).max() < 1e-9)


@wrong("forms_agree")
def tolerance_of_two_thousandths(left, right):
    """Too large."""
    return np.allclose(left, right, rtol=0, atol=0.002)


@wrong("forms_agree")
def tolerance_of_one_and_a_half_thousandths(left, right):
    """Too large."""
    return np.allclose(left, right, rtol=0, atol=0.0015)


@wrong("forms_agree")
def relative_tolerance_too_large(left, right):
    """0.0005 of 10 is 0.005."""
    return np.allclose(left, right, rtol=5e-4)


@wrong("forms_agree")
def mean_difference_is_small(left, right):
    """One place drowns among many."""
    return bool(np.abs(left - right).mean() < 1e-3)


@wrong("forms_agree")
def tolerance_below_rounding(left, right):
    """Room for one digit too few."""
    return bool(np.all(np.abs(left - right) <= 1e-15))


@wrong("forms_agree")
def subtracts_in_place(left, right):
    """Right, but left is gone afterwards."""
    left -= right
    return bool(np.abs(left).max() < 1e-9)


@wrong("DenseLayer")
class MultipliesAsItFits(PlainLayer):
    """A square W fits both ways."""

    def forward(self, x):
        """Guess the order from the shapes."""
        product = x @ self.W if x.shape[-1] == self.W.shape[0] else x @ self.W.T
        self.z = product + self.b
        self.h = self.activation(self.z)
        return self.h


@wrong("DenseLayer")
class MultipliesFromTheLeft(PlainLayer):
    """A batch of n_in inputs fits both ways."""

    def forward(self, x):
        """Guess the order from the shapes."""
        product = (self.W @ x).T if x.shape[0] == self.W.shape[1] else x @ self.W.T
        self.z = product + self.b
        self.h = self.activation(self.z)
        return self.h


@wrong("DenseLayer")
class KeepsUntilTheShapeChanges(PlainLayer):
    """A second pass of the same shape isn't stored."""

    def forward(self, x):
        """Store z and h unless something of this shape is there."""
        z = x @ self.W.T + self.b
        if not hasattr(self, "z") or self.z.shape != z.shape:
            self.z = z
            self.h = self.activation(z)
        return self.activation(z)


@wrong("DenseLayer")
class ComputesWhenAsked(PlainLayer):
    """z and h come from today's weights, not from those of the pass."""

    z = property(lambda self: self.x @ self.W.T + self.b)
    h = property(lambda self: self.activation(self.z))

    def forward(self, x):
        """Store x alone."""
        self.x = x
        return self.h


@wrong("DenseLayer")
class WritesOverItsInput(PlainLayer):
    """Right, but x is zero afterwards."""

    def forward(self, x):
        """Store z and h and clear x."""
        self.z = x @ self.W.T + self.b
        self.h = self.activation(self.z)
        x *= 0
        return self.h


@wrong("DenseLayer")
class LinearByDefault(PlainLayer):
    """Without an activation it has to be ReLU."""

    def __init__(self, n_in, n_out, activation=linear, rng=None):
        super().__init__(n_in, n_out, activation, rng)

    def forward(self, x):
        """Store z and h."""
        self.z = x @ self.W.T + self.b
        self.h = self.activation(self.z)
        return self.h


@wrong("DenseLayer")
class KeepsUnderLongNames(PlainLayer):
    """Something is stored, so nobody may say that nothing is."""

    def forward(self, x):
        """Keep z and h under names that say more."""
        self.pre_activation = x @ self.W.T + self.b
        self.post_activation = self.activation(self.pre_activation)
        return self.post_activation


@wrong("DenseLayer")
class KeepsZAloneInCapitals(PlainLayer):
    """One of the two has its name."""

    def forward(self, x):
        """Keep h, and z as Z."""
        self.Z = x @ self.W.T + self.b
        self.h = self.activation(self.Z)
        return self.h


@wrong("stored_shapes")
def gives_one_shape(layer, x):
    """The pass is run, and one of the two shapes is given."""
    layer.forward(x)
    return np.shape(layer.h)


@wrong("stored_shapes")
def computes_the_shapes(layer, x):
    """No pass at all."""
    shape = (*x.shape[:-1], layer.W.shape[0])
    return shape, shape


@wrong("stored_shapes")
def passes_zeros(layer, x):
    """A pass, but not of x."""
    layer.forward(np.zeros_like(x))
    return np.shape(layer.z), np.shape(layer.h)


@wrong("stored_shapes")
def uses_another_layer(layer, x):
    """A pass, but not of this layer."""
    n_out, n_in = layer.W.shape
    other = type(layer)(n_in, n_out)
    other.forward(x)
    return np.shape(other.z), np.shape(other.h)


@wrong("tanh")
def zero_without_a_point(z):
    """np.vectorize takes its type from the first result, an int."""
    return np.vectorize(lambda v: 0 if v == 0 else np.tanh(v))(z)


@wrong("tanh")
def ones_without_a_point(z):
    """The same beyond 20."""
    return np.vectorize(lambda v: int(np.sign(v)) if abs(v) > 20 else np.tanh(v))(z)


@wrong("tanh")
def flat_beyond_three(z):
    """Not yet flat there."""
    return np.where(np.abs(z) > 3, np.sign(z), np.tanh(z))


@wrong("tanh")
def flat_beyond_five(z):
    """Not yet flat there."""
    return np.where(np.abs(z) > 5, np.sign(z), np.tanh(z))


@wrong("network_outputs")
def network_as_it_fits(x, weights, biases, activation):
    """A square W fits both ways."""
    h = x
    for W, b in zip(weights, biases):
        h = activation((h @ W if h.shape[-1] == W.shape[0] else h @ W.T) + b)
    return h


@wrong("network_outputs")
def network_by_trial(x, weights, biases, activation):
    """What doesn't raise isn't right yet."""
    h = x
    for W, b in zip(weights, biases):
        try:
            h = activation(h @ W + b)
        except ValueError:
            h = activation(h @ W.T + b)
    return h


@wrong("network_outputs")
def network_from_the_left_by_trial(x, weights, biases, activation):
    """The same from the left."""
    h = x
    for W, b in zip(weights, biases):
        try:
            h = activation(W @ h + b)
        except ValueError:
            h = activation((W @ h.T).T + b)
    return h


@wrong("network_outputs")
def squeezes_outputs(x, weights, biases, activation):
    """Axes of length one vanish."""
    h = x
    for W, b in zip(weights, biases):
        h = activation(h @ W.T + b)
    return np.squeeze(h)


@wrong("network_outputs")
def three_layers_at_most(x, weights, biases, activation):
    """Deep networks are cut."""
    h = x
    for W, b in list(zip(weights, biases))[:3]:
        h = activation(h @ W.T + b)
    return h


@wrong("apply_layers")
def applies_four_layers_at_most(weights, x):
    """Deep networks are cut."""
    h = x
    for W in weights[:4]:
        h = h @ W.T
    return h


@wrong("collapse")
def collapses_four_layers_at_most(weights):
    """Deep networks are cut."""
    product = weights[0]
    for W in weights[1:4]:
        product = W @ product
    return product


def run(x, weights, biases, activation):
    """Pre-activations and outputs of every layer, the input first."""
    zs, hs = [x], [x]
    for W, b in zip(weights, biases):
        zs.append(hs[-1] @ W.T + b)
        hs.append(activation(zs[-1]))
    return zs, hs


def outputs(*network):
    """The numbers that should be drawn."""
    return {"ReLU": run(*network, relu)[1][-1].ravel(), "tanh": run(*network, np.tanh)[1][-1].ravel()}


def histogram(ax, values, label, **options):
    """One histogram."""
    ax.hist(np.ravel(values), **{"bins": 30, "alpha": 0.6, "label": label, **options})


def finished(ax):
    """All that goes around a plot, so that what is drawn alone decides."""
    ax.set_xlabel("output")
    ax.set_ylabel("count")
    ax.legend()
    return ax


@wrong("plot_comparison", named="swapped_labels")
def swapped_labels(*network):
    """Each is called by the other's name."""
    _, ax = plt.subplots()
    both = outputs(*network)
    histogram(ax, both["ReLU"], "tanh")
    histogram(ax, both["tanh"], "ReLU")
    return finished(ax)


@wrong("plot_comparison", named="swapped_labels")
def swapped_legend(*network):
    """The names are in the wrong order."""
    _, ax = plt.subplots()
    for values in outputs(*network).values():
        ax.hist(values, bins=30, alpha=0.6)
    ax.set(xlabel="output", ylabel="count")
    ax.legend(["tanh", "ReLU"])
    return ax


@wrong("plot_comparison")
def returns_figure_and_axes(*network):
    """Both, as plt.subplots gives them."""
    fig, ax = plt.subplots()
    for label, values in outputs(*network).items():
        histogram(ax, values, label)
    return fig, finished(ax)


@wrong("plot_comparison")
def raises_in_the_end(*network):
    """All is drawn, then a name is wrong."""
    _, ax = plt.subplots()
    for label, values in outputs(*network).items():
        histogram(ax, values, label)
    return finished(ax).figur


@wrong("plot_comparison")
def draws_the_inputs(x, weights, biases):
    """The inputs in place of tanh's outputs."""
    _, ax = plt.subplots()
    histogram(ax, outputs(x, weights, biases)["ReLU"], "ReLU")
    histogram(ax, x, "tanh")
    return finished(ax)


@wrong("plot_comparison")
def draws_the_pre_activations(*network):
    """What goes into the last tanh."""
    _, ax = plt.subplots()
    histogram(ax, outputs(*network)["ReLU"], "ReLU")
    histogram(ax, run(*network, np.tanh)[0][-1], "tanh")
    return finished(ax)


@wrong("plot_comparison")
def draws_linear_outputs(*network):
    """No ReLU anywhere."""
    _, ax = plt.subplots()
    histogram(ax, run(*network, linear)[1][-1], "ReLU")
    histogram(ax, outputs(*network)["tanh"], "tanh")
    return finished(ax)


@wrong("plot_comparison")
def draws_the_hidden_layer(*network):
    """One layer too early."""
    _, ax = plt.subplots()
    histogram(ax, run(*network, relu)[1][-2], "ReLU")
    histogram(ax, run(*network, np.tanh)[1][-2], "tanh")
    return finished(ax)


@wrong("plot_comparison")
def draws_both_as_one(*network):
    """One histogram of all numbers, and a line."""
    _, ax = plt.subplots()
    histogram(ax, np.concatenate(list(outputs(*network).values())), "ReLU and tanh")
    ax.axvline(0, label="zero")
    return finished(ax)


@wrong("plot_comparison", named="one_distribution_only")
def draws_relu_and_a_line(*network):
    """A line is no distribution."""
    _, ax = plt.subplots()
    histogram(ax, outputs(*network)["ReLU"], "ReLU")
    ax.axvline(-1, label="tanh")
    return finished(ax)


@wrong("plot_comparison")
def draws_numbers_against_their_index(*network):
    """No distribution."""
    _, ax = plt.subplots()
    for label, values in outputs(*network).items():
        ax.plot(values, label=label)
    return finished(ax)


@wrong("plot_comparison")
def draws_the_functions(*network):
    """Two curves, whatever the network gives."""
    _, ax = plt.subplots()
    z = np.linspace(-4, 4, 200)
    ax.plot(z, relu(z), label="ReLU")
    ax.plot(z, np.tanh(z), label="tanh")
    return finished(ax)


@wrong("plot_comparison")
def draws_random_numbers(*network):
    """Bells."""
    _, ax = plt.subplots()
    for label, values in outputs(*network).items():
        histogram(ax, np.random.default_rng(1).normal(values.mean(), 1, size=500), label)
    return finished(ax)


@wrong("plot_comparison")
def draws_one_against_the_other(*network):
    """A cloud of points."""
    _, ax = plt.subplots()
    both = outputs(*network)
    ax.scatter(both["ReLU"], both["tanh"], label="ReLU")
    ax.scatter(both["tanh"], both["ReLU"], label="tanh")
    return finished(ax)


@wrong("plot_comparison")
def draws_the_ranges(*network):
    """A line from the smallest to the largest."""
    _, ax = plt.subplots()
    for label, values in outputs(*network).items():
        ax.plot([values.min(), values.max()], [1, 1], label=label)
    return finished(ax)


@wrong("plot_comparison")
def draws_in_no_colour(*network):
    """Nothing can be seen."""
    _, ax = plt.subplots()
    for label, values in outputs(*network).items():
        histogram(ax, values, label, alpha=0)
    return finished(ax)


@wrong("plot_comparison")
def cuts_the_axis(*network):
    """Most of ReLU's outputs are out of sight."""
    _, ax = plt.subplots()
    for label, values in outputs(*network).items():
        histogram(ax, values, label)
    ax.set_xlim(-1, 1)
    return finished(ax)


@wrong("plot_comparison", named="same_data_twice")
def draws_relu_twice(*network):
    """The first activation stayed."""
    _, ax = plt.subplots()
    for label in ("ReLU", "tanh"):
        histogram(ax, outputs(*network)["ReLU"], label)
    return finished(ax)


@wrong("plot_comparison")
def draws_the_first_unit(*network):
    """The others are left out."""
    _, ax = plt.subplots()
    histogram(ax, run(*network, relu)[1][-1][:, 0], "ReLU")
    histogram(ax, run(*network, np.tanh)[1][-1][:, 0], "tanh")
    return finished(ax)


@wrong("plot_comparison")
def draws_the_first_input(*network):
    """The others are left out."""
    _, ax = plt.subplots()
    histogram(ax, run(*network, relu)[1][-1][0], "ReLU")
    histogram(ax, run(*network, np.tanh)[1][-1][0], "tanh")
    return finished(ax)


@wrong("compare_activations")
def uses_the_inputs(x, weights, biases):
    """Summarises the wrong numbers."""
    return {name: {"mean": x.mean(), "std": x.std()} for name in ("relu", "tanh")}


@wrong("compare_activations", named="sample_std")
def sample_standard_deviation(*network):
    """N - 1 below the line."""
    both = {name.lower(): values for name, values in outputs(*network).items()}
    return {name: {"mean": values.mean(), "std": values.std(ddof=1)} for name, values in both.items()}


def verdicts(exercises, exercise, answer, seed):
    """The verdicts on an answer, next to right answers to all other exercises."""
    answers = {name: known.answer for name, known in exercises.items()} | {exercise: answer}
    facets = exercises[exercise].facets
    found = [
        judge(exercises, exercise, answers, facet=facet, seed=Seed("ch177", "wrong", str(seed)))
        for facet in facets
    ]
    plt.close("all")
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("exercise", "answer", "named"), WRONG)
def test_wrong_answer_loses_points_and_is_not_accused(exercises, exercise, answer, named, seed):
    """Whatever the inputs, it loses points, and is called by the name of its own mistake or by none."""
    found = verdicts(exercises, exercise, answer, seed)

    assert sum(verdict.score for verdict in found) < sum(verdict.max_score for verdict in found)
    assert {verdict.misconception for verdict in found} - {None} == ({named} if named else set())


@pytest.mark.parametrize("answer", ["relu", "ReLU", "RELU", "Relu"])
def test_wrong_activation_is_named_however_it_is_spelt(exercises, answer):
    """Upper and lower case are one answer."""
    (verdict,) = verdicts(exercises, "closer_to_zero_centered", answer, 0)

    assert (verdict.score, verdict.misconception) == (0, "chose_relu")


@pytest.mark.parametrize(
    ("exercise", "rounded"),
    [
        ("row_form", lambda x, W, b: x.astype(np.float32) @ W.T.astype(np.float32) + b.astype(np.float32)),
        ("tanh", lambda z: np.tanh(np.float32(z))),
        ("tanh", lambda z: np.round(np.tanh(z), 6)),
        (
            "collapse",
            lambda weights: np.linalg.multi_dot(
                [W.astype(np.float32) for W in [*weights[::-1], np.eye(len(weights[0].T))]]
            ),
        ),
    ],
    ids=[
        "row_form in single precision",
        "tanh in single precision",
        "tanh to six decimals",
        "collapse in single precision",
    ],
)
def test_rounding_never_decides(exercises, exercise, rounded):
    """What is right to six decimals is right with any inputs."""
    for seed in range(20):
        assert all(
            verdict.score == verdict.max_score for verdict in verdicts(exercises, exercise, rounded, seed)
        )


@pytest.mark.parametrize("bins", [10, 30])
def test_what_the_wrong_plots_are_made_of_is_right(exercises, bins):
    """The wrong plots fail for what is wrong about them: with the right numbers the same steps pass."""

    def plot_comparison(*network):
        _, ax = plt.subplots()
        for label, values in outputs(*network).items():
            histogram(ax, values, label, bins=bins)
        return finished(ax)

    (verdict,) = verdicts(exercises, "plot_comparison", plot_comparison, 0)

    assert verdict.score == verdict.max_score
