"""Other correct answers to notebook 1: how many parameters a dense network has."""

import functools
import itertools
import operator
import sys
import warnings
from functools import reduce
from math import prod

import numpy as np
from layers import DenseLayer as PlainLayer
from layers import NeuralNetwork

from solutions.ch177.parameter_count import by_hand, counting

HAND_SIZES = [784, 256, 128, 10]


def layer_parameters(n_in, n_out):
    return n_in * n_out + n_out


@by_hand.alternative
def hand_count_as_literal():
    """The number itself, written with an underscore."""
    return 235_146


@by_hand.alternative
def hand_count_as_float():
    """A Python float, from a calculation with decimal points."""
    return 784 * 256.0 + 256.0 * 128 + 128 * 10.0 + 256 + 128 + 10


@by_hand.alternative
def hand_count_as_numpy_int():
    """An np.int64, from the sum of an array."""
    layers = np.array([200960, 32896, 1290])
    return layers.sum()


@by_hand.alternative
def hand_count_as_numpy_float():
    """An np.float64, from a dot product of floats."""
    sizes = np.array([784.0, 256.0, 128.0, 10.0])
    return (sizes[:-1] + 1) @ sizes[1:]


@by_hand.alternative
def hand_count_as_zero_dimensional_array():
    """An array of shape (), from np.asarray."""
    return np.asarray(784 * 256 + 256 * 128 + 128 * 10 + 256 + 128 + 10)


@by_hand.alternative
def hand_count_as_sum_of_a_list():
    """One entry for each layer, then the sum of the list."""
    per_layer = [785 * 256, 257 * 128, 129 * 10]
    return sum(per_layer)


@by_hand.alternative
def hand_count_as_small_unsigned():
    """An np.uint32: just wide enough."""
    return np.uint32(256 * 785) + np.uint32(128 * 257) + np.uint32(10 * 129)


@by_hand.alternative
def hand_count_from_printed_steps():
    """Prints every step on the way."""
    first = 784 * 256 + 256
    second = 256 * 128 + 128
    third = 128 * 10 + 10
    print("layer 1:", first)
    print("layer 2:", second)
    print("layer 3:", third)
    print("total:", first + second + third)
    return first + second + third


@by_hand.alternative
def hand_count_from_a_network():
    """Builds the network and lets NumPy count the entries."""
    network = NeuralNetwork(HAND_SIZES)
    return sum(layer.W.size + layer.b.size for layer in network.layers)


@by_hand.alternative
def hand_count_from_a_dictionary():
    """Weights and biases in two dictionaries, one entry for each layer."""
    weights = {"hidden 1": 784 * 256, "hidden 2": 256 * 128, "output": 128 * 10}
    biases = {"hidden 1": 256, "hidden 2": 128, "output": 10}
    return sum(weights.values()) + sum(biases.values())


@by_hand.alternative
def hand_count_rounded_from_a_division():
    """Rounded, from a mean times the number of layers."""
    return round((200960 + 32896 + 1290) / 3 * 3, 6)


@by_hand.alternative
def hand_count_from_text():
    """Parsed from a text."""
    return int("235,146".replace(",", ""))


@by_hand.alternative
def hand_count_with_a_helper():
    """A helper function counts one layer."""
    return layer_parameters(784, 256) + layer_parameters(256, 128) + layer_parameters(128, 10)


@counting.alternative
def count_with_a_running_previous_size(layer_sizes):
    """Keeps the previous size in a variable."""
    total = 0
    previous = layer_sizes[0]
    for size in layer_sizes[1:]:
        total = total + previous * size
        total = total + size
        previous = size
    return total


@counting.alternative
def count_by_index(layer_sizes):
    """Loops over indices and adds weights and biases apart."""
    weights = 0
    biases = 0
    for i in range(1, len(layer_sizes)):
        weights += layer_sizes[i - 1] * layer_sizes[i]
        biases += layer_sizes[i]
    return weights + biases


@counting.alternative
def count_recursively(layer_sizes):
    """The first layer, then the rest of the network."""
    if len(layer_sizes) < 2:
        return 0
    n_in, n_out, *_ = layer_sizes
    return (n_in + 1) * n_out + count_recursively(layer_sizes[1:])


@counting.alternative
def count_by_dot_product(layer_sizes):
    """A dot product of neighbours, plus the sum of the outputs; an np.int64."""
    return np.dot(layer_sizes[:-1], layer_sizes[1:]) + np.sum(layer_sizes[1:])


@counting.alternative
def count_in_floats(layer_sizes):
    """An array of floats, an np.float64 as the result."""
    n = np.array(layer_sizes, dtype=float)
    return np.sum((n[:-1] + 1.0) * n[1:])


@counting.alternative
def count_by_einsum(sizes):
    """Einsum gives a 0-d result."""
    n_in, n_out = np.array(sizes[:-1]) + 1, np.array(sizes[1:])
    return np.einsum("i,i->", n_in, n_out)


@counting.alternative
def count_by_reduce(layer_sizes):
    """A fold that carries the total and the last size."""
    total, _ = reduce(
        lambda state, size: (state[0] + (state[1] + 1) * size, size),
        layer_sizes[1:],
        (0, layer_sizes[0]),
    )
    return total


@counting.alternative
def count_entries_of_real_layers(layer_sizes):
    """Builds the layers and counts what is in them."""
    total = 0
    for n_in, n_out in zip(layer_sizes, layer_sizes[1:]):
        layer = PlainLayer(n_in, n_out)
        total += layer.W.size + len(layer.b)
    return total


@counting.alternative
def count_entries_of_zero_matrices(layer_sizes):
    """Makes augmented matrices [W | b] of zeros and adds up their sizes."""
    shapes = [(n_out, n_in + 1) for n_in, n_out in itertools.pairwise(layer_sizes)]
    return sum([np.zeros(shape).size for shape in shapes])


@counting.alternative
def count_one_by_one(layer_sizes):
    """Counts every single connection and bias with nested loops."""
    count = 0
    for k in range(len(layer_sizes) - 1):
        for _ in range(layer_sizes[k + 1]):
            for _ in range(layer_sizes[k]):
                count += 1
            count += 1
    return count


@counting.alternative
def count_with_operator_and_map(layer_sizes):
    """Map with an operator, and no loop of its own."""
    outputs = layer_sizes[1:]
    return sum(map(operator.mul, layer_sizes, outputs)) + sum(outputs)


@counting.alternative
def count_with_prints(layer_sizes):
    """Prints each layer and warns on stderr."""
    total = 0
    for number, (n_in, n_out) in enumerate(zip(layer_sizes[:-1], layer_sizes[1:]), start=1):
        here = prod((n_in, n_out)) + n_out
        print(f"layer {number}: {n_in} -> {n_out}: {here}")
        total += here
    if total > 100:
        warnings.warn("a large network", stacklevel=2)
        print("a large network", file=sys.stderr)
    return total


@counting.alternative
def count_with_a_nested_helper(layer_sizes: list[int], with_bias: bool = True) -> int:
    """A nested helper, type hints and a default argument."""

    def one_layer(i: int) -> int:
        weights = layer_sizes[i] * layer_sizes[i + 1]
        return weights + layer_sizes[i + 1] if with_bias else weights

    return sum(one_layer(i) for i in range(len(layer_sizes) - 1))


@counting.alternative
def count_backwards_with_while(layer_sizes):
    """Takes sizes off the end of a copy, with while."""
    sizes = list(layer_sizes)
    total = 0
    while len(sizes) > 1:
        n_out = sizes.pop()
        total += n_out * sizes[-1] + n_out
    return total


@counting.alternative
def count_with_a_cache(layer_sizes):
    """A cached inner function that gets a tuple."""

    @functools.cache
    def count(sizes):
        if len(sizes) == 1:
            return 0
        return count(sizes[:-1]) + sizes[-2] * sizes[-1] + sizes[-1]

    return count(tuple(layer_sizes))


@counting.alternative
def count_from_the_diagonal_of_an_outer_product(layer_sizes):
    """All products of sizes, of which the first superdiagonal counts."""
    sizes = np.array(layer_sizes)
    return np.trace(np.outer(sizes, sizes), offset=1) + sizes[1:].sum()


@counting.alternative
def count_with_shared_helper(layer_sizes):
    """Calls a helper of another cell for each pair; the result is a 0-d array."""
    counts = [layer_parameters(*pair) for pair in zip(layer_sizes, layer_sizes[1:])]
    return np.array(sum(counts))


@counting.alternative
def count_by_cumulative_sum(layer_sizes):
    """The last entry of a cumulative sum."""
    n_in, n_out = np.array(list(itertools.pairwise(layer_sizes))).T
    return np.cumsum(n_in * n_out + n_out)[-1]
