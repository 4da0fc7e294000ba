"""Other correct answers to notebook 4: tanh, and what a network gives with it and with ReLU."""

# ruff: noqa: E731
# Students give lambdas names, and so do these answers.

import cmath
import math
import statistics
import sys
import warnings
from collections import defaultdict
from functools import partial, reduce

import matplotlib.pyplot as plt
import numpy as np
from layers import DenseLayer, NeuralNetwork, relu, sigmoid

from solutions.ch177.tanh_comparison import (
    centred,
    comparing,
    hyperbolic,
    network,
    network_outputs,
    plotting,
    tanh,
)

ACTIVATIONS = {"relu": relu, "tanh": np.tanh}


def stable_tanh_of_a_number(v):
    if v >= 0:
        e = math.exp(-2 * v)
        return (1 - e) / (1 + e)
    e = math.exp(2 * v)
    return (e - 1) / (e + 1)


def mean_and_std(values):
    values = np.ravel(values)
    return {"mean": values.mean(), "std": values.std()}


def gaussian_density(values, grid):
    width = 0.2 * (values.std() + 0.1)
    bumps = np.exp(-0.5 * ((grid[:, None] - values[None, :]) / width) ** 2)
    return bumps.mean(axis=1) / (width * np.sqrt(2 * np.pi))


@hyperbolic.alternative
def tanh_by_one_exponential(z):
    """2 / (1 + e^(-2z)) - 1, which warns of an overflow and is right all the same."""
    return 2 / (1 + np.exp(-2 * z)) - 1


@hyperbolic.alternative
def tanh_by_sigmoid(z):
    """2 sigmoid(2z) - 1."""
    return 2 * sigmoid(2 * np.asarray(z)) - 1


@hyperbolic.alternative
def tanh_by_where(z):
    """np.where with both branches, one of which overflows in vain."""
    with np.errstate(over="ignore", invalid="ignore"):
        positive = (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))
        negative = (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)
    return np.where(z >= 0, positive, negative)


@hyperbolic.alternative
def tanh_by_expm1(z):
    """expm1 of a negative exponent."""
    e = np.expm1(-2 * np.abs(z))
    return np.copysign(e / (2 + e), z)


@hyperbolic.alternative
def tanh_by_math_in_loops(z):
    """math.tanh on every number, in a flat loop."""
    z = np.asarray(z, dtype=float)
    out = np.empty(z.size)
    for i, v in enumerate(z.flat):
        out[i] = math.tanh(v)
    return out.reshape(z.shape)


@hyperbolic.alternative
def tanh_by_recursion_into_lists(z):
    """Recursion through rows down to numbers; returns nested lists."""
    if np.ndim(z) == 0:
        return stable_tanh_of_a_number(float(z))
    return [tanh_by_recursion_into_lists(part) for part in z]


@hyperbolic.alternative
def tanh_by_vectorize(z):
    """np.vectorize around a function of one number."""
    return np.vectorize(stable_tanh_of_a_number)(z)


@hyperbolic.alternative
def tanh_by_clipping(z):
    """The textbook formula, with z clipped to where tanh is 1 in all digits."""
    z = np.clip(z, -30, 30)
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@hyperbolic.alternative
def tanh_by_masks(z):
    """Boolean masks into an array of its own."""
    z = np.array(z, dtype=float)
    result = np.zeros_like(z)
    positive = z > 0
    decay = np.exp(-2 * z[positive])
    result[positive] = (1 - decay) / (1 + decay)
    decay = np.exp(2 * z[~positive])
    result[~positive] = (decay - 1) / (decay + 1)
    return result


@hyperbolic.alternative
def tanh_of_numpy(z):
    """NumPy's own."""
    return np.tanh(z)


@hyperbolic.alternative
def tanh_in_place_on_a_copy(values):
    """In-place steps on a copy."""
    t = np.array(values, dtype=float, copy=True)
    sign = np.sign(t)
    np.abs(t, out=t)
    t *= -2
    np.exp(t, out=t)
    t = (1 - t) / (1 + t)
    t *= sign
    return t


@hyperbolic.alternative
def tanh_by_piecewise(z):
    """np.piecewise with three ranges and named lambdas."""
    middle = lambda v: np.sinh(v) / np.cosh(v)
    z = np.asarray(z, dtype=float)
    return np.piecewise(z, [z < -20, z > 20], [-1.0, 1.0, middle])


@hyperbolic.alternative
def tanh_with_a_patched_overflow(z):
    """The textbook formula, with the nan of large z patched by the sign; warns on the way."""
    t = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
    return np.where(np.isnan(t), np.sign(z), t)


@hyperbolic.alternative
def tanh_by_complex_tangent(z):
    """tanh(z) = -i tan(iz), number by number."""

    def one(v):
        return cmath.tanh(complex(v, 0.0)).real if abs(v) < 300 else math.copysign(1.0, v)

    return np.array(list(map(one, np.ravel(z)))).reshape(np.shape(z))


@hyperbolic.alternative
def tanh_by_logaddexp(z: float | np.ndarray, scale: float = 2.0) -> np.ndarray:
    """Through logarithms that don't overflow; with hints and a default argument."""
    return scale * np.exp(-np.logaddexp(0.0, -scale * np.asarray(z))) - 1.0


@hyperbolic.alternative
def tanh_with_try_and_math_exp(z):
    """math.exp with the OverflowError caught, and a word on stderr."""

    def one(v):
        try:
            return (math.exp(v) - math.exp(-v)) / (math.exp(v) + math.exp(-v))
        except OverflowError:
            print("large", v, file=sys.stderr)
            return 1.0 if v > 0 else -1.0

    return np.vectorize(one, otypes=[float])(z)


@network.alternative
def outputs_by_reduce(x, weights, biases, activation):
    """A fold over pairs of weights and biases."""
    return reduce(lambda h, layer: activation(h @ layer[0].T + layer[1]), zip(weights, biases), x)


@network.alternative
def outputs_recursively(x, weights, biases, activation):
    """The first layer, then the rest of the network."""
    if not weights:
        return x
    h = activation(np.dot(x, weights[0].T) + biases[0])
    return outputs_recursively(h, weights[1:], biases[1:], activation)


@network.alternative
def outputs_by_index(x, weights, biases, activation):
    """Loops over indices and keeps z and h of every layer."""
    zs, hs = [], [x]
    for i in range(len(weights)):
        zs.append(hs[i] @ np.transpose(weights[i]) + biases[i])
        hs.append(activation(zs[i]))
    return hs[-1]


@network.alternative
def outputs_by_dense_layers(x, weights, biases, activation):
    """A DenseLayer for each pair."""
    h = x
    for W, b in zip(weights, biases):
        layer = DenseLayer(W.shape[1], W.shape[0], activation)
        layer.W, layer.b = W, b
        h = layer.forward(h)
    return h


@network.alternative
def outputs_by_neural_network(x, weights, biases, activation):
    """A NeuralNetwork whose layers get these parameters."""
    sizes = [weights[0].shape[1]] + [len(b) for b in biases]
    net = NeuralNetwork(sizes, hidden_activation=activation, output_activation=activation)
    for layer, W, b in zip(net.layers, weights, biases):
        layer.W = W
        layer.b = b
    return net.forward(x)


@network.alternative
def outputs_in_columns(x, weights, biases, activation):
    """Inputs as columns, biases as columns too."""
    h = np.atleast_2d(x).T
    for W, b in zip(weights, biases):
        h = activation(W @ h + b[:, None])
    return h.T[0] if x.ndim == 1 else h.T


@network.alternative
def outputs_by_einsum(x, weights, biases, activation):
    """Einsum with an ellipsis for the batch."""
    h = x
    for n, W in enumerate(weights):
        h = activation(np.einsum("...i,oi->...o", h, W) + biases[n])
    return h


@network.alternative
def outputs_as_lists(x, weights, biases, activation):
    """Input by input; returns lists."""
    if np.ndim(x) == 2:
        return [outputs_as_lists(row, weights, biases, activation) for row in x]
    h = np.array(x)
    for W, b in zip(weights, biases):
        h = np.array([activation(sum(w * h) + shift) for w, shift in zip(W, b)])
    return h.tolist()


@network.alternative
def outputs_with_augmented_matrices(x, weights, biases, activation):
    """The bias as one more column of W."""
    h = x
    for W, b in zip(weights, biases):
        ones = np.ones(h.shape[:-1] + (1,))
        h = activation(np.concatenate([h, ones], axis=-1) @ np.column_stack([W, b]).T)
    return h


@network.alternative
def outputs_by_composition(x, weights, biases, activation):
    """One function for each layer, applied one after the other."""

    def layer(W, b, h):
        return activation(np.matmul(h, W.T) + b)

    layers = [partial(layer, W, b) for W, b in zip(weights, biases)]
    h = x
    for function in layers:
        h = function(h)
    return h


@network.alternative
def outputs_number_by_number(x, weights, biases, activation):
    """np.vectorize around the activation."""
    each = np.vectorize(activation, otypes=[float])
    h = np.copy(x)
    for W, b in zip(weights, biases):
        z = np.inner(h, W)
        z += b
        h = each(z)
    return h


@network.alternative
def outputs_with_prints(x, weights, biases, activation=relu):
    """Prints the shapes, warns about deep networks, has a default activation."""
    h = np.asarray(x, dtype=float)
    if len(weights) > 2:
        warnings.warn("deep network", stacklevel=2)
    for number, (W, b) in enumerate(zip(weights, biases), 1):
        z = h.dot(W.T) + b
        h = activation(z)
        print(f"layer {number}: z {z.shape}, h {h.shape}")
    return h


@network.alternative
def outputs_from_the_last_layer(x, weights, biases, activation):
    """Recursion from the end: the last layer of what the ones before give."""
    *former_weights, W = weights
    *former_biases, b = biases
    h = outputs_from_the_last_layer(x, former_weights, former_biases, activation) if former_weights else x
    return activation(h @ W.T + b)


@comparing.alternative
def compare_with_plain_floats(x, weights, biases):
    """Python floats, written out without a loop."""
    relu_out = network_outputs(x, weights, biases, relu)
    tanh_out = network_outputs(x, weights, biases, tanh)
    return {
        "relu": {"mean": float(relu_out.mean()), "std": float(relu_out.std())},
        "tanh": {"mean": float(tanh_out.mean()), "std": float(tanh_out.std())},
    }


@comparing.alternative
def compare_by_comprehension(x, weights, biases):
    """A dictionary comprehension over names and functions."""
    return {
        name: {stat.__name__: stat(network_outputs(x, weights, biases, f)) for stat in (np.mean, np.std)}
        for name, f in [("relu", relu), ("tanh", np.tanh)]
    }


@comparing.alternative
def compare_by_formula(x, weights, biases):
    """Mean and standard deviation by their formulas, in a nested helper."""

    def summary(outputs):
        mean = np.sum(outputs) / np.size(outputs)
        variance = np.sum((outputs - mean) ** 2) / np.size(outputs)
        return {"mean": mean, "std": variance**0.5}

    result = {}
    result["relu"] = summary(network_outputs(x, weights, biases, relu))
    result["tanh"] = summary(network_outputs(x, weights, biases, tanh))
    return result


@comparing.alternative
def compare_with_statistics(x, weights, biases):
    """The statistics module on a flat list."""
    result = {}
    for name, activation in ACTIVATIONS.items():
        numbers = np.ravel(network_outputs(x, weights, biases, activation)).tolist()
        result[name] = {"mean": statistics.fmean(numbers), "std": statistics.pstdev(numbers)}
    return result


@comparing.alternative
def compare_without_network_outputs(x, weights, biases):
    """Runs the network once more by itself, with both activations side by side."""
    h_relu, h_tanh = x, x
    for W, b in zip(weights, biases):
        h_relu = np.maximum(h_relu @ W.T + b, 0)
        h_tanh = np.tanh(h_tanh @ W.T + b)
    return {"relu": mean_and_std(h_relu), "tanh": mean_and_std(h_tanh)}


@comparing.alternative
def compare_with_a_default_dictionary(x, weights, biases):
    """A defaultdict that is filled entry by entry, with prints."""
    table = defaultdict(dict)
    for activation in (relu, tanh):
        outputs = network_outputs(x, weights, biases, activation)
        name = "relu" if activation is relu else "tanh"
        table[name]["mean"] = np.mean(outputs)
        table[name]["std"] = np.std(outputs)
        print(name, table[name])
    return table


@comparing.alternative
def compare_with_more_than_asked(x, weights, biases):
    """More statistics and one more activation than asked for."""
    result = dict()
    for name, activation in zip(["tanh", "relu", "sigmoid"], [tanh, relu, sigmoid]):
        outputs = np.asarray(network_outputs(x, weights, biases, activation))
        result[name] = dict(
            mean=outputs.mean(), std=outputs.std(), min=outputs.min(), max=outputs.max(), shape=outputs.shape
        )
    return result


@comparing.alternative
def compare_with_zero_dimensional_arrays(x, weights, biases):
    """0-d arrays, and the spread from the mean of squares."""
    result = {}
    for name, activation in (("relu", relu), ("tanh", tanh)):
        h = np.asarray(network_outputs(x, weights, biases, activation))
        mean = np.array(h.mean())
        result[name] = {"mean": mean, "std": np.array(np.sqrt((h**2).mean() - mean**2))}
    return result


@comparing.alternative
def compare_in_pure_python(x, weights, biases):
    """Sums over lists, with math."""
    summary = {"relu": {}, "tanh": {}}
    for name, activation in ACTIVATIONS.items():
        values = [v for row in np.atleast_2d(network_outputs(x, weights, biases, activation)) for v in row]
        mean = sum(values) / len(values)
        summary[name]["mean"] = mean
        summary[name]["std"] = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
    return summary


@comparing.alternative
def compare_by_stacking(x, weights, biases):
    """Both outputs in one array, statistics over an axis, and a norm for the spread."""
    both = np.stack([np.ravel(network_outputs(x, weights, biases, f)) for f in (relu, tanh)])
    means = both.mean(axis=1)
    stds = np.linalg.norm(both - means[:, None], axis=1) / math.sqrt(both.shape[1])
    return {key: {"mean": m, "std": s} for key, m, s in zip(("relu", "tanh"), means, stds)}


@comparing.alternative
def compare_with_warnings(x, weights, biases, ddof=0):
    """Warns when the mean is far from zero, and passes ddof on."""
    summary = {}
    for name in "relu", "tanh":
        outputs = network_outputs(x, weights, biases, ACTIVATIONS[name])
        summary[name] = {"std": np.std(outputs, ddof=ddof), "mean": np.average(outputs)}
        if summary[name]["mean"] > 0.1:
            warnings.warn(f"{name} is not centred", stacklevel=2)
    return summary


@centred.alternative
def centred_in_upper_case():
    """TANH."""
    return "TANH"


@centred.alternative
def centred_with_a_capital():
    """Tanh."""
    return "Tanh"


@centred.alternative
def centred_in_mixed_case():
    """Mixed case."""
    return "tanH"


@centred.alternative
def centred_with_spaces():
    """Spaces around the name."""
    return " tanh "


@centred.alternative
def centred_as_numpy_text():
    """An np.str_, as it comes out of an array of names."""
    names = np.array(["relu", "tanh"])
    return names[np.argmin([0.7, 0.01])]


@centred.alternative
def centred_by_where():
    """np.where gives a 0-d array of text."""
    relu_mean, tanh_mean = 0.73, -0.02
    return np.where(abs(relu_mean) < abs(tanh_mean), "relu", "tanh")


@centred.alternative
def centred_by_smallest_mean():
    """The key with the smallest mean."""
    means = {"relu": 0.73, "tanh": -0.02}
    return min(means, key=lambda name: abs(means[name]))


@centred.alternative
def centred_by_experiment():
    """Draws numbers, compares the means and prints them."""
    z = np.random.default_rng(0).normal(size=1000)
    means = {"relu": relu(z).mean(), "tanh": np.tanh(z).mean()}
    print(means)
    return sorted(means, key=lambda name: abs(means[name]))[0]


@centred.alternative
def centred_by_function_name():
    """The name of the function."""
    return np.tanh.__name__


@centred.alternative
def centred_by_conditional():
    """A conditional expression, with a line break at the end."""
    answer = "tanh\n" if np.tanh(-1.0) < 0 else "relu\n"
    return answer


@centred.alternative
def centred_from_joined_letters():
    """Joined from parts."""
    return "".join(["t", "a", "n", "h"])


@plotting.alternative
def plot_on_the_current_axes(x, weights, biases):
    """plt.hist throughout, returns plt.gca()."""
    plt.figure()
    plt.hist(network_outputs(x, weights, biases, relu).ravel(), bins=30, alpha=0.5, label="ReLU")
    plt.hist(network_outputs(x, weights, biases, tanh).ravel(), bins=30, alpha=0.5, label="tanh")
    plt.xlabel("activation")
    plt.ylabel("frequency")
    plt.title("ReLU and tanh")
    plt.legend()
    return plt.gca()


@plotting.alternative
def plot_both_in_one_call(x, weights, biases):
    """One call of hist with a list of two, bars side by side."""
    outputs = [np.ravel(network_outputs(x, weights, biases, f)) for f in (relu, tanh)]
    _, ax = plt.subplots(figsize=(8, 4))
    ax.hist(outputs, bins=20, label=["ReLU", "tanh"])
    ax.set(xlabel="Output", ylabel="Count", title="Outputs")
    ax.legend(loc="upper right")
    return ax


@plotting.alternative
def plot_steps(x, weights, biases):
    """Outlines with histtype step, as densities, with shared bins."""
    relu_out = np.ravel(network_outputs(x, weights, biases, relu))
    tanh_out = np.ravel(network_outputs(x, weights, biases, tanh))
    bins = np.linspace(min(relu_out.min(), tanh_out.min()), max(relu_out.max(), tanh_out.max()), 60)
    _, ax = plt.subplots()
    for values, label, color in [(relu_out, "relu", "tab:red"), (tanh_out, "tanh", "tab:blue")]:
        ax.hist(values, bins=bins, histtype="step", density=True, color=color, label=label)
    ax.set_xlabel("$h$")
    ax.set_ylabel("density")
    ax.legend()
    return ax


@plotting.alternative
def plot_bars_from_np_histogram(x, weights, biases):
    """np.histogram and bar."""
    fig = plt.figure()
    ax = fig.add_subplot(111)
    for label, f in (("ReLU", relu), ("Tanh", np.tanh)):
        counts, edges = np.histogram(network_outputs(x, weights, biases, f), bins=25)
        ax.bar(edges[:-1], counts, width=np.diff(edges), align="edge", alpha=0.5, label=label)
    ax.set_xlabel("value of the output")
    ax.set_ylabel("how many")
    ax.legend()
    return ax


@plotting.alternative
def plot_stairs(x, weights, biases):
    """stairs, with labels in German."""
    _, ax = plt.subplots()
    for label, f in (("ReLU", relu), ("tanh", tanh)):
        counts, edges = np.histogram(np.ravel(network_outputs(x, weights, biases, f)), bins="auto")
        ax.stairs(counts, edges, label=label, fill=False)
    ax.set_xlabel("Ausgabe")
    ax.set_ylabel("Häufigkeit")
    ax.legend(title="Aktivierung")
    return ax


@plotting.alternative
def plot_areas(x, weights, biases):
    """fill_between of a histogram with density."""
    _, ax = plt.subplots()
    for label, f in zip(("ReLU", "tanh"), (relu, tanh)):
        density, edges = np.histogram(network_outputs(x, weights, biases, f), bins=40, density=True)
        centres = (edges[:-1] + edges[1:]) / 2
        ax.fill_between(centres, density, step="mid", alpha=0.4, label=label)
    ax.set_xlabel("sortie")
    ax.set_ylabel("densité")
    ax.grid(True)
    ax.legend()
    return ax


@plotting.alternative
def plot_density_lines(x, weights, biases):
    """Lines through the heights of a histogram, with a legend given as names."""
    _, ax = plt.subplots()
    for f in (relu, tanh):
        density, edges = np.histogram(network_outputs(x, weights, biases, f), bins=30, density=True)
        ax.plot(0.5 * (edges[1:] + edges[:-1]), density, drawstyle="steps-mid")
    ax.set_xlabel("输出")
    ax.set_ylabel("密度")
    ax.legend(["ReLU", "tanh"])
    return ax


@plotting.alternative
def plot_gaussian_densities(x, weights, biases):
    """Kernel densities by hand, with the means as dashed lines."""
    ax = plt.figure().gca()
    for name, activation in ACTIVATIONS.items():
        values = np.ravel(network_outputs(x, weights, biases, activation))
        grid = np.linspace(values.min() - 1, values.max() + 1, 300)
        (line,) = ax.plot(grid, gaussian_density(values, grid), label=f"{name} (density)")
        ax.axvline(values.mean(), linestyle="--", color=line.get_color(), label=f"{name} (mean)")
    ax.set_xlabel("output")
    ax.set_ylabel("estimated density")
    ax.legend()
    return ax


@plotting.alternative
def plot_with_log_scale_and_weights(x, weights, biases):
    """Shares by weights, on a logarithmic axis, and prints."""
    _, ax = plt.subplots()
    for label, f in (("relu", relu), ("tanh", tanh)):
        values = np.array(network_outputs(x, weights, biases, f)).flatten()
        ax.hist(values, bins=30, weights=np.full(len(values), 1 / len(values)), alpha=0.7, label=label)
        print(label, values.mean(), values.std())
    ax.set_yscale("log")
    ax.set_xlabel("output")
    ax.set_ylabel("share (log)")
    ax.legend()
    return ax


@plotting.alternative
def plot_with_own_network(x, weights, biases):
    """Runs the network by itself and draws filled steps."""
    fig, ax = plt.subplots(1, 1)
    for activation, label in ((lambda z: np.maximum(z, 0), "ReLU"), (np.tanh, "tanh")):
        h = x
        for W, b in zip(weights, biases):
            h = activation(h @ W.T + b)
        ax.hist(h.flatten(), bins=50, histtype="stepfilled", alpha=0.5, label=label)
    plt.xlabel("h")
    plt.ylabel("number of units")
    ax.legend()
    fig.tight_layout()
    return ax


@plotting.alternative
def plot_one_histogram_per_unit(x, weights, biases):
    """Hist with a batch as it is: a histogram for every unit; legend handles by hand."""
    _, axes = plt.subplots()
    relu_out = network_outputs(x, weights, biases, relu)
    tanh_out = network_outputs(x, weights, biases, tanh)
    _, _, relu_bars = axes.hist(relu_out, bins=20, color=["tab:orange"] * relu_out.shape[1])
    _, _, tanh_bars = axes.hist(tanh_out, bins=20, color=["tab:green"] * tanh_out.shape[1])
    axes.set_xlabel("output")
    axes.set_ylabel("count")
    axes.legend([relu_bars[0], tanh_bars[0]], ["ReLU", "tanh"])
    return axes


@plotting.alternative
def plot_and_show(x, weights, biases):
    """Calls plt.show before it returns the Axes; one panel of a figure with a style."""
    with plt.style.context("ggplot"):
        _, ax = plt.subplots(constrained_layout=True)
        for activation in (relu, tanh):
            label = "ReLU" if activation is relu else "tanh"
            ax.hist(np.ravel(network_outputs(x, weights, biases, activation)), label=label, rwidth=0.9)
        ax.set_xlabel("output")
        ax.set_ylabel("count")
        ax.legend()
        plt.show()
    return ax


@plotting.alternative
def plot_sideways(x, weights, biases):
    """Horizontal bars: the outputs are on the y axis."""
    _, ax = plt.subplots()
    for label, f in (("ReLU", relu), ("tanh", tanh)):
        values = np.ravel(network_outputs(x, weights, biases, f))
        ax.hist(values, bins=30, alpha=0.5, orientation="horizontal", label=label)
    ax.set_xlabel("count")
    ax.set_ylabel("output")
    ax.legend()
    return ax


@plotting.alternative
def plot_lines_over_shared_bins(x, weights, biases):
    """Lines through the centres of bins that both histograms share."""
    both = [np.ravel(network_outputs(x, weights, biases, f)) for f in (relu, tanh)]
    edges = np.histogram_bin_edges(np.concatenate(both), bins=30)
    centres = edges[:-1] + np.diff(edges) / 2
    _, ax = plt.subplots()
    for values, label in zip(both, ("ReLU", "tanh")):
        counts, _ = np.histogram(values, bins=edges)
        ax.plot(centres, counts, marker="o", label=label)
    ax.set_xlabel("output")
    ax.set_ylabel("count")
    ax.legend()
    return ax


@plotting.alternative
def plot_stacked_bars(x, weights, biases):
    """Stacked bars over shared bins, with labels set one by one."""
    outputs = np.column_stack([np.ravel(network_outputs(x, weights, biases, f)) for f in (tanh, relu)])
    _, ax = plt.subplots()
    ax.hist(outputs, bins=30, stacked=True)
    ax.set_xlabel("output of the last layer")
    ax.set_ylabel("number of outputs")
    ax.legend(["tanh", "ReLU"])
    return ax


@plotting.alternative
def plot_with_twin_axes(x, weights, biases):
    """A second y axis for tanh, one legend for both."""
    _, ax = plt.subplots()
    twin = ax.twinx()
    for axes, f, label, color in ((ax, relu, "ReLU", "tab:blue"), (twin, tanh, "tanh", "tab:red")):
        values = np.ravel(network_outputs(x, weights, biases, f))
        axes.hist(values, bins=30, alpha=0.5, color=color, label=label)
        axes.set_ylabel(f"count ({label})")
    ax.set_xlabel("output")
    handles = ax.get_legend_handles_labels()[0] + twin.get_legend_handles_labels()[0]
    ax.legend(handles=handles)
    return ax


@plotting.alternative
def plot_with_a_legend_of_the_figure(x, weights, biases):
    """fig.legend in place of ax.legend."""
    fig, ax = plt.subplots()
    for label, f in (("ReLU", relu), ("tanh", tanh)):
        ax.hist(np.ravel(network_outputs(x, weights, biases, f)), bins=25, alpha=0.5, label=label)
    ax.set_xlabel("output")
    ax.set_ylabel("count")
    fig.legend(loc="outside upper center", ncols=2)
    return ax


@plotting.alternative
def plot_violins(x, weights, biases):
    """Two violins: densities on their side."""
    _, ax = plt.subplots()
    outputs = [np.ravel(network_outputs(x, weights, biases, f)) for f in (relu, tanh)]
    bodies = ax.violinplot(outputs)["bodies"]
    bodies[1].set_facecolor("tab:red")
    ax.set_xticks([1, 2], ["ReLU", "tanh"])
    ax.set_xlabel("activation")
    ax.set_ylabel("output")
    ax.legend(bodies, ["ReLU", "tanh"])
    return ax


@plotting.alternative
def plot_mirrored_bars(x, weights, biases):
    """One histogram upwards, one downwards."""
    _, ax = plt.subplots()
    for sign, label, f in ((1, "ReLU", relu), (-1, "tanh", tanh)):
        counts, edges = np.histogram(network_outputs(x, weights, biases, f), bins=30)
        ax.bar(edges[:-1], sign * counts, np.diff(edges), align="edge", label=label)
    ax.axhline(0, color="black")
    ax.set_xlabel("output")
    ax.set_ylabel("count, tanh downwards")
    ax.legend()
    return ax


@plotting.alternative
def plot_without_the_largest_hundredth(x, weights, biases):
    """Bins that end at the 99th percentile."""
    _, ax = plt.subplots()
    for label, f in (("ReLU", relu), ("tanh", tanh)):
        values = np.ravel(network_outputs(x, weights, biases, f))
        ax.hist(values, bins=40, range=(values.min(), np.percentile(values, 99)), alpha=0.5, label=label)
    ax.set_xlabel("output")
    ax.set_ylabel("count")
    ax.legend()
    return ax
