"""Exercise notebook 4: tanh, and what a network gives with it and with ReLU."""

from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from layers import linear, relu, sigmoid

from autograder.exercise import Drawing, Exercise, Raised, expect, expect_equal
from autograder.exercise.values import show
from solutions.ch177.distribution import shows

TERMS = {"weights": ["layer"], "x": ["one input", "a batch"]}
hyperbolic = Exercise("tanh", read="A layer moves, then folds")
network = Exercise("network_outputs", read="The forward pass", terms=TERMS)
comparing = Exercise("compare_activations", read="The forward pass")
centred = Exercise("closer_to_zero_centered", is_value=True, read="A layer moves, then folds")
plotting = Exercise("plot_comparison")

ROUNDING = {"rtol": 1e-5, "atol": 1e-5}  # single precision will do, and so will six decimals
expect_close = partial(expect_equal, **ROUNDING)


@hyperbolic.reference
def tanh(z):
    """(1 - e^(-2|z|)) / (1 + e^(-2|z|)) with the sign of z: no exponential grows."""
    shrinking = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - shrinking) / (1 + shrinking)


@network.reference
def network_outputs(x, weights, biases, activation):
    """The last layer's output, the activation after every layer."""
    h = x
    for W, b in zip(weights, biases):
        h = activation(h @ W.T + b)
    return h


@comparing.reference
def compare_activations(x, weights, biases):
    """Mean and standard deviation of the outputs with ReLU and with tanh."""
    summary = {}
    for name, activation in (("relu", relu), ("tanh", tanh)):
        outputs = network_outputs(x, weights, biases, activation)
        summary[name] = {"mean": np.mean(outputs), "std": np.std(outputs)}
    return summary


@centred.reference
def closer_to_zero_centered():
    """Tanh is odd; ReLU is never negative."""
    return "tanh"


@plotting.reference
def plot_comparison(x, weights, biases):
    """Both outputs' histograms in one Axes."""
    _, axes = plt.subplots()
    for name, activation in (("relu", relu), ("tanh", tanh)):
        outputs = network_outputs(x, weights, biases, activation)
        axes.hist(np.ravel(outputs), bins=30, alpha=0.6, label=name)
    axes.set_xlabel("output")
    axes.set_ylabel("count")
    axes.legend()
    return axes


_BOTH = "(('relu', relu), ('tanh', tanh))"
for exercise in (comparing, plotting):
    for mutant in (
        f"{_BOTH} → (('tanh', tanh), ('relu', relu))",
        f"for (name, activation) in {_BOTH}: … → for (name, activation) in list({_BOTH})[::-1]: …",
    ):
        exercise.equivalent(mutant, because="which of the two comes first makes no difference")
_HIST = "axes.hist(np.ravel(outputs), bins=30, alpha=0.6, label=name)"
for mutant, because in (
    (f"{_HIST} → axes.hist(np.ravel(outputs), alpha=0.6, label=name)", "any number of bins will do"),
    ("30 → 31", "any number of bins will do"),
    ("30 → 29", "any number of bins will do"),
    (f"{_HIST} → axes.hist(np.ravel(outputs), bins=30, label=name)", "colours are the student's choice"),
    ("np.ravel(outputs) → outputs", "a histogram for each unit shows the distribution too"),
    ("name → activation", "the words of the legend are the student's choice"),
    ("name → outputs", "the words of the legend are the student's choice"),
    ("axes → _ (no. 4)", "a legend of the figure is a legend"),
):
    plotting.equivalent(mutant, because=because)


def random_network(rng, sizes):
    """Weights and non-zero biases of a dense network."""
    weights = [rng.normal(size=(n_out, n_in)) for n_in, n_out in zip(sizes, sizes[1:])]
    biases = [rng.uniform(0.2, 0.9, size=n_out) * rng.choice([-1, 1], size=n_out) for n_out in sizes[1:]]
    return weights, biases


def moderate_arguments(rng):
    """Numbers and arrays of any shape, within ±300."""
    yield from (0.0, float(rng.uniform(0.3, 2)), float(rng.uniform(-2, -0.3)))
    for shape in ((6,), (3, 4), (2, 3, 2), (1, 1)):
        yield rng.normal(0, 1.5, size=shape)
    yield np.array([3.2, -3.7, 4.2, -4.7, 5.2, -5.7, 6.2, -6.8])  # nearly ±1, but not quite
    some = rng.uniform(-2, 2, size=4)
    for first in (0.0, rng.uniform(250, 290), rng.uniform(-290, -250)):
        yield np.append(first, some)  # the first result is a whole number, the others aren't
    yield rng.uniform(-290, 290, size=8)


@hyperbolic.check(points=1, inputs_unharmed=True)
def is_the_hyperbolic_tangent(tanh, rng):
    """Elementwise tanh, for single numbers and for arrays of any shape."""
    for z in moderate_arguments(rng):
        expect_equal(tanh(z), np.tanh(z), rtol=1e-6, atol=1e-6)


@hyperbolic.check(points=1, facet="stable", after="is_the_hyperbolic_tangent")
def does_not_overflow(tanh, rng):
    """Right for every finite number, however large: no inf, no nan."""
    for z in (float(rng.uniform(711, 5000)), float(rng.uniform(-5000, -711)), 1e300):
        expect_equal(tanh(z), np.tanh(z), rtol=1e-6, atol=1e-6)
    z = np.append(rng.uniform(711, 1e6, size=3) * [1, -1, 1], [rng.uniform(0.3, 2), -1e300])
    expect_equal(tanh(z), np.tanh(z), rtol=1e-6, atol=1e-6)


def networks_to_try(rng):
    """Sizes and an activation: sizes that differ, square layers, layers of one unit, many layers."""
    yield from (([4, 3], np.tanh), ([3, 5, 2], relu), ([3, 4, 5, 2], sigmoid), ([5, 4, 3], linear))
    yield from (([4, 4], linear), ([3, 3, 3], np.tanh), ([4, 1, 3], sigmoid), ([3, 4, 1], linear))
    yield ([4, 4, 4, 4], np.tanh)
    yield from (([2, 6, 3, 4, 2, 5], np.tanh), (rng.integers(2, 6, size=10).tolist(), np.tanh))


@network.check(points=1, inputs_unharmed=True)
def applies_every_layer(network_outputs, reference, rng):
    """Every layer adds its bias and applies the activation, the last one too; single and batch."""
    for sizes, activation in networks_to_try(rng):
        weights, biases = random_network(rng, sizes)
        odd = [(sizes[0], sizes[0]), (1, sizes[0])] if sizes[0] == sizes[1] else []
        for shape in ((sizes[0],), (7, sizes[0]), *odd):
            x = rng.normal(size=shape)
            got = network_outputs(x, weights, biases, activation)
            expect_close(got, reference(x, weights, biases, activation))


def expect_entry(summary, name, statistic, expected):
    """Expect one number of the student's summary."""
    of = f'["{name}"]["{statistic}"]'
    inner = summary.get(name) if isinstance(summary, dict) else None
    if isinstance(summary, Raised) or summary is None:
        expect_close(summary, expected)
    elif not isinstance(summary, dict):
        expect(False, f"It gave {show(summary)}, but a dictionary was expected.")
    elif expect(isinstance(inner, dict) and statistic in inner, f"There is no {of} in {show(summary)}."):
        expect_close(inner[statistic], expected, of=of)


@comparing.check(points=1, builds_on=["network_outputs", "tanh"], inputs_unharmed=True)
def summarises_both_networks(compare_activations, reference, rng):
    """Mean and population standard deviation of the network's outputs, for ReLU and for tanh."""
    for sizes, batch in (([4, 6, 5, 3], 40), ([3, 5, 4, 6], 25)):
        weights, biases = random_network(rng, sizes)
        x = rng.normal(size=(batch, sizes[0]))
        got = compare_activations(x, weights, biases)
        expected = reference(x, weights, biases)
        for name in ("relu", "tanh"):
            for statistic in ("mean", "std"):
                expect_entry(got, name, statistic, expected[name][statistic])


@centred.check(points=1)
def names_the_right_activation(closer_to_zero_centered):
    """The activation whose outputs spread around zero is named."""
    got = closer_to_zero_centered
    if expect(isinstance(got, str), f"It was {show(got)}, but a text in quotes was expected."):
        expect(got.strip().lower() == "tanh", f"It was {show(got)}.")


def networks_to_plot(rng):
    """Two networks with inputs, whose outputs look like nothing else that might be drawn by mistake.

    Weak and strong inputs meet units with a high and with a low bias. So the outputs of one unit or of one
    input are not those of all, and most of all, both kinds of output are far from the inputs, the hidden
    layer, the pre-activations, and each other. In one network most inputs are weak and most biases low, in
    the other most are strong and high: no picture that is always the same, or that looks at the inputs or
    at the network alone, shows both. Which of the two comes first is left to chance.
    """
    few_or_many = [(9, 2), (51, 6)]  # of 60 inputs and of 8 units
    for place in rng.permutation(2):
        strong, high = few_or_many[place]
        strength = rng.permutation(np.where(np.arange(60) < strong, 30.0, 6.0))
        x = strength[:, None] * rng.uniform(0.7, 1.3, size=(60, 4))
        hidden, last = rng.uniform(0.5, 1, size=(5, 4)), rng.uniform(0.5, 1, size=(8, 5))
        hidden *= 1.3 / 30 / hidden.sum(axis=1, keepdims=True)  # hidden outputs of 0.3 and 1.3
        last *= 2.65 / last.sum(axis=1, keepdims=True)
        bias = rng.permutation(np.where(np.arange(8) < high, -0.45, -3.2))
        biases = [rng.uniform(-0.1, 0.1, size=5), bias + rng.uniform(-0.15, 0.15, size=8)]
        yield x, [hidden, last], biases


@plotting.check(points=1, builds_on=["network_outputs", "tanh"], inputs_unharmed=True)
def shows_both_distributions(plot_comparison, rng):
    """One Axes shows both outputs' distributions, with a legend and both axes labelled."""
    signs = []
    for x, weights, biases in networks_to_plot(rng):
        drawing = plot_comparison(x, weights, biases)
        if isinstance(drawing, Drawing):
            expect(drawing.xlabel and drawing.ylabel, "An axis has no label.")
            entries = {text for text in drawing.entries if text.strip()}
            expect(len(entries) >= 2, "The legend doesn't tell two distributions apart.")
            outputs = [network_outputs(x, weights, biases, activation) for activation in (relu, np.tanh)]
            signs.append(sign_of(drawing, *map(np.ravel, outputs)))
        else:
            signs.append(returned(drawing))
        known, seen = signs[-1]
        same_each_time = {known_as for known_as, _ in signs} == {known}
        expect(not seen, seen, known_as=known if same_each_time and len(signs) == 2 else None)


def returned(drawing):
    """The misconception that returns this in place of an Axes, or None, and what to say of it."""
    gave = show(drawing)
    known = {
        "None": "returns_nothing",
        "the module matplotlib.pyplot": "returns_pyplot",
        "a Figure": "returns_figure",
    }
    verb = "raised" if isinstance(drawing, Raised) else "gave"
    return known.get(gave), f"It {verb} {gave}, but an Axes was expected."


def sign_of(drawing, of_relu, of_tanh):
    """The misconception that draws this, or None, and what to say of it: nothing where both are shown."""
    right = {"relu": of_relu, "tanh": of_tanh}
    if shows(drawing, right):
        return None, ""
    in_range = {
        "relu": of_relu[(of_relu >= of_tanh.min()) & (of_relu <= of_tanh.max())],
        "tanh": of_tanh[(of_tanh >= of_relu.min()) & (of_tanh <= of_relu.max())],
    }
    drawn = [artist for artist in drawing.artists if artist.pieces]
    twice = len({artist.pieces for artist in drawn}) < len(drawn)
    alone = len({artist.colour for artist in drawn}) == 1
    known, what = None, str(drawing)
    if shows(drawing, {"relu": of_tanh, "tanh": of_relu}):
        known, what = "swapped_labels", "both distributions, but the legend calls each by the other's name"
    elif twice and any(shows(drawing, dict.fromkeys(right, x)) for x in right.values()):
        known, what = "same_data_twice", "the same distribution twice"
    elif any(shows(drawing, right | {cut: in_range[cut]}) for cut in right):
        known, what = "bins_of_one", "one of the two in full, and of the other what lies between its ends"
    elif alone and any(shows(drawing, {name: right[name]}) for name in right):
        known, what = "one_distribution_only", "one of the two distributions, and no other"
    return known, f"It shows {what}. The two distributions were looked for, each in full."


@hyperbolic.misconception
def sigmoid_instead(z):
    """This is the sigmoid, with values from 0 to 1. tanh goes through the origin and reaches from -1 to 1."""
    return sigmoid(z)


@hyperbolic.misconception
def half_argument(z):
    """Your curve is stretched: it is tanh of z / 2. Look at the exponents once more."""
    return np.tanh(np.asarray(z) / 2)


@hyperbolic.misconception(loses=["test_tanh_stable"])
def overflows(z):
    """For large z both exponentials overflow to inf, and inf / inf is nan. Let no exponent grow."""
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@hyperbolic.misconception
def flipped_sign(z):
    """Your curve falls where tanh rises. Which of the two exponentials is subtracted?"""
    return np.tanh(-np.asarray(z))


@network.misconception
def last_layer_linear(x, weights, biases, activation):
    """Your last layer has no activation. Here it comes after every layer."""
    h = x
    for W, b in zip(weights[:-1], biases[:-1]):
        h = activation(h @ W.T + b)
    return h @ weights[-1].T + biases[-1]


@network.misconception
def forgot_biases(x, weights, biases, activation):
    """Your layers don't shift: the biases are never used."""
    h = x
    for W in weights:
        h = activation(h @ W.T)
    return h


@network.misconception
def single_input_only(x, weights, biases, activation):
    """This works for one input. In a batch the inputs are rows, so W @ h doesn't fit: what does?"""
    h = x
    for W, b in zip(weights, biases):
        h = activation(W @ h + b)
    return h


@network.misconception
def always_relu(x, weights, biases, activation):
    """You always apply ReLU. The activation is an argument of the function."""
    h = x
    for W, b in zip(weights, biases):
        h = relu(h @ W.T + b)
    return h


@network.misconception
def activates_once(x, weights, biases, activation):
    """You apply the activation at the end only. Without one in between, the layers collapse into one."""
    h = x
    for W, b in zip(weights, biases):
        h = h @ W.T + b
    return activation(h)


@comparing.misconception
def swapped_names(x, weights, biases):
    """The two entries are mixed up: what you call relu has values below zero."""
    right = compare_activations(x, weights, biases)
    return {"relu": right["tanh"], "tanh": right["relu"]}


@comparing.misconception
def variance_for_std(x, weights, biases):
    """The spread that was asked for is the standard deviation. You gave its square."""
    right = compare_activations(x, weights, biases)
    return {name: {"mean": part["mean"], "std": part["std"] ** 2} for name, part in right.items()}


@comparing.misconception
def swapped_names_and_variance(x, weights, biases):
    """Two things: relu and tanh are mixed up, and the spread is the square of what was asked for."""
    right = compare_activations(x, weights, biases)
    other = {"relu": "tanh", "tanh": "relu"}
    return {name: {"mean": right[of]["mean"], "std": right[of]["std"] ** 2} for name, of in other.items()}


@comparing.misconception
def sample_std(x, weights, biases):
    """You divide by N - 1, as for a sample. All the outputs are there: by what does the formula divide?"""
    summary = compare_activations(x, weights, biases)
    for name, activation in (("relu", relu), ("tanh", tanh)):
        summary[name]["std"] = np.std(network_outputs(x, weights, biases, activation), ddof=1)
    return summary


@comparing.misconception
def rms_for_std(x, weights, biases):
    """Your std is the root of the mean square: the distance from zero. From where does the spread count?"""
    summary = compare_activations(x, weights, biases)
    for name, activation in (("relu", relu), ("tanh", tanh)):
        summary[name]["std"] = np.sqrt(np.mean(network_outputs(x, weights, biases, activation) ** 2))
    return summary


@comparing.misconception
def mean_of_absolute(x, weights, biases):
    """You took the mean of the absolute values. Whether values cancel is just what the mean should show."""
    summary = compare_activations(x, weights, biases)
    for name, activation in (("relu", relu), ("tanh", tanh)):
        summary[name]["mean"] = np.mean(np.abs(network_outputs(x, weights, biases, activation)))
    return summary


@plotting.misconception
def returns_nothing(x, weights, biases):
    """You draw, but hand nothing back. Whoever calls the function needs the Axes that you drew into."""
    plot_comparison(x, weights, biases)


@plotting.misconception
def returns_pyplot(x, weights, biases):
    """You return plt, the drawing library. What was asked for is the one Axes that holds your histograms."""
    plot_comparison(x, weights, biases)
    return plt


@plotting.misconception
def returns_figure(x, weights, biases):
    """You return the Figure, the sheet. What was asked for is the Axes on it, which holds your histograms."""
    return plot_comparison(x, weights, biases).figure


@plotting.misconception
def swapped_labels(x, weights, biases):
    """The legend calls each distribution by the other's name. Which of the two can have values below zero?"""
    _, axes = plt.subplots()
    for name, activation in (("tanh", relu), ("relu", tanh)):
        axes.hist(np.ravel(network_outputs(x, weights, biases, activation)), bins=30, alpha=0.6, label=name)
    axes.set_xlabel("output")
    axes.set_ylabel("count")
    axes.legend()
    return axes


@plotting.misconception
def same_data_twice(x, weights, biases):
    """Both histograms show the same numbers. Which activation does the network get for the second one?"""
    _, axes = plt.subplots()
    outputs = network_outputs(x, weights, biases, relu)
    for name in ("relu", "tanh"):
        axes.hist(np.ravel(outputs), bins=30, alpha=0.6, label=name)
    axes.set_xlabel("output")
    axes.set_ylabel("count")
    axes.legend()
    return axes


@plotting.misconception
def bins_of_one(x, weights, biases):
    """Your bins are made for one of the two. Where the other's outputs reach farther, they are cut off."""
    _, axes = plt.subplots()
    bins = np.histogram_bin_edges(network_outputs(x, weights, biases, relu), bins=30)
    for name, activation in (("relu", relu), ("tanh", tanh)):
        outputs = network_outputs(x, weights, biases, activation)
        axes.hist(np.ravel(outputs), bins=bins, alpha=0.6, label=name)
    axes.set_xlabel("output")
    axes.set_ylabel("count")
    axes.legend()
    return axes


@plotting.misconception
def one_distribution_only(x, weights, biases):
    """One of the two distributions is drawn, the other isn't. To compare them, put both into one Axes."""
    _, axes = plt.subplots()
    axes.hist(np.ravel(network_outputs(x, weights, biases, tanh)), bins=30, label="tanh")
    axes.axvline(0, color="black", label="zero")
    axes.set_xlabel("output")
    axes.set_ylabel("count")
    axes.legend()
    return axes


@centred.misconception
def chose_relu():
    """ReLU lets nothing below zero through. Can the mean of such outputs be near zero?"""
    return "relu"


def _spelt(name):
    def answer():
        return name

    answer.__doc__ = chose_relu.__doc__
    return answer


for name in ("ReLU", "RELU", "Relu"):
    centred.misconception(id="chose_relu")(_spelt(name))
