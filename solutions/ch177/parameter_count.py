"""Exercise notebook 1: how many parameters a dense network has."""

from itertools import pairwise

from autograder.exercise import Exercise, expect_equal

BY_HAND = [784, 256, 128, 10]

by_hand = Exercise("hand_count", is_value=True, read="Shapes chain")
counting = Exercise("count_parameters", read="Shapes chain", terms={"layer_sizes": ["size"]})


@counting.reference
def count_parameters(layer_sizes):
    """Weights and biases, layer by layer."""
    total = 0
    for n_in, n_out in pairwise(layer_sizes):
        total += n_in * n_out + n_out
    return total


@by_hand.reference
def hand_count():
    """(784 · 256 + 256) + (256 · 128 + 128) + (128 · 10 + 10)."""
    return (784 * 256 + 256) + (256 * 128 + 128) + (128 * 10 + 10)


counting.equivalent(
    "for (n_in, n_out) in pairwise(layer_sizes): … → "
    "for (n_in, n_out) in list(pairwise(layer_sizes))[::-1]: …",
    because="a sum has no order",
)


def networks_to_try(rng):
    """Layer sizes: all different ones, so that no two ways of counting agree by chance, then odd cases."""
    for depth in (1, 2, 3, 4, 6, 9, 15):
        yield distinct_sizes(rng, 2, 40, many=depth + 1)
    a, b, c = distinct_sizes(rng, 2, 40, many=3)
    yield from ([a, a], [a, b, b, c], [a, b, a, c], [a, b, a, b, c], [a, a, a, a])  # sizes that repeat
    yield distinct_sizes(rng, 300, 1000, many=4)  # products beyond 16 bits


def distinct_sizes(rng, low, high, many):
    """Sizes from low to high - 1, no two alike."""
    return [int(size) for size in rng.permutation(range(low, high))[:many]]


@by_hand.check(points=1)
def is_the_number_of_parameters(hand_count, reference):
    """Every weight and every bias of [784, 256, 128, 10] is counted once."""
    expect_equal(hand_count, reference, rtol=0, atol=1e-6)


@counting.check(points=3)
def counts_every_weight_and_bias(count_parameters, reference, rng):
    """Every weight and every bias is counted once, for networks of any depth and width."""
    for layer_sizes in networks_to_try(rng):
        expect_equal(count_parameters(layer_sizes), reference(layer_sizes), rtol=0, atol=1e-6)


@counting.misconception
def forgot_biases(layer_sizes):
    """You counted the weights. Each layer also has one bias for every output unit."""
    return sum(n_in * n_out for n_in, n_out in pairwise(layer_sizes))


@counting.misconception
def bias_for_inputs_too(layer_sizes):
    """A bias belongs to a unit that computes something. The inputs compute nothing: they have none."""
    weights = sum(n_in * n_out for n_in, n_out in pairwise(layer_sizes))
    return weights + sum(layer_sizes)


@counting.misconception
def biases_from_inputs(layer_sizes):
    """A layer adds its bias to its output. Look at the shape of b: is it n_in or n_out?"""
    return sum(n_in * n_out + n_in for n_in, n_out in pairwise(layer_sizes))


@counting.misconception
def one_bias_per_layer(layer_sizes):
    """You gave each layer a single bias. The bias is a vector: how many units are there to shift?"""
    return sum(n_in * n_out + 1 for n_in, n_out in pairwise(layer_sizes))


@counting.misconception
def counted_units(layer_sizes):
    """You added up the units. The parameters sit on the connections between units, and in the biases."""
    return sum(layer_sizes)


@counting.misconception
def dropped_last_layer(layer_sizes):
    """One layer is missing from your count. A network with k sizes has k - 1 weight matrices."""
    return count_parameters(layer_sizes[:-1])


def _by_hand(misconception):
    """The number that this way of counting gives for the network that is counted by hand."""

    def number():
        return misconception.answer(BY_HAND)

    number.__doc__ = misconception.hint
    return number


for misconception in counting.misconceptions:
    by_hand.misconception(id=misconception.id)(_by_hand(misconception))


# Mistakes of code, which nobody makes by hand.


@counting.misconception
def one_step_too_far(layer_sizes):
    """An index runs past the end of the list. With k sizes, how many pairs of neighbours are there?"""
    total = 0
    for i in range(len(layer_sizes)):
        total += layer_sizes[i] * layer_sizes[i + 1] + layer_sizes[i + 1]
    return total


@counting.misconception
def wraps_around(layer_sizes):
    """One layer too many, from the last size to the first: index -1 is the end. Where should i start?"""
    total = 0
    for i in range(len(layer_sizes)):
        total += layer_sizes[i - 1] * layer_sizes[i] + layer_sizes[i]
    return total
