"""Exercise notebook 5: layers without nonlinearity collapse into one matrix."""

from functools import partial

import numpy as np

from autograder.exercise import Exercise, expect_equal

TERMS = {"weights": ["layer"], "x": ["one input", "a batch"]}
applying = Exercise("apply_layers", read="The forward pass", terms=TERMS)
collapsing = Exercise("collapse", read="Experiment 2: depth without folds", terms=TERMS)

expect_close = partial(expect_equal, rtol=1e-5, atol=1e-5)  # single precision will do


@applying.reference
def apply_layers(weights, x):
    """H = W h, layer after layer."""
    h = x
    for W in weights:
        h = h @ W.T
    return h


@collapsing.reference
def collapse(weights):
    """W_L … W_2 W_1."""
    product = weights[0]
    for W in weights[1:]:
        product = W @ product
    return product


def stacks_to_try(rng):
    """Layer matrices: shapes that only chain the right way round, then square ones for wrong numbers."""
    chains = [[3, 5], [4, 2, 3], [3, 5, 4, 2], [2, 6, 3, 5, 4], [2, 3, 4, 2, 5, 3, 4], [4, 1, 3], [3, 4, 1]]
    for sizes in (*chains, rng.integers(2, 5, size=13), [3, 3, 3], [4, 4, 4, 4]):
        yield [rng.normal(size=(n_out, n_in)) for n_in, n_out in zip(sizes, sizes[1:])]


@applying.check(points=1, inputs_unharmed=True)
def applies_the_layers_in_order(apply_layers, reference, rng):
    """The layers act one after the other, on a single input and on each row of a batch."""
    for weights in stacks_to_try(rng):
        n_in = weights[0].shape[1]
        odd = [(n_in, n_in), (1, n_in)] if len(set(map(np.shape, weights))) == 1 else []
        for shape in ((n_in,), (7, n_in), *odd):
            x = rng.normal(size=shape)
            expect_close(apply_layers(weights, x), reference(weights, x))


@collapsing.check(points=2, inputs_unharmed=True)
def is_the_one_matrix_of_all_layers(collapse, reference, rng):
    """One matrix of shape (n_L, n_0) does what all layers do, for one layer or many."""
    for weights in stacks_to_try(rng):
        expect_close(collapse(weights), reference(weights))


@applying.misconception(id="reversed_order")
def applies_last_layer_first(weights, x):
    """You start with the last layer. The input has to pass W_1 first."""
    return apply_layers(weights[::-1], x)


@applying.misconception
def single_input_only(weights, x):
    """This works for one input. In a batch the inputs are rows, so W @ h doesn't fit: what does?"""
    h = x
    for W in weights:
        h = W @ h
    return h


@collapsing.misconception(id="reversed_order")
def multiplies_first_to_last(weights):
    """You multiplied in reading order, W_1 W_2 … W_L. Which matrix touches the input first?"""
    product = weights[0]
    for W in weights[1:]:
        product = product @ W
    return product


@collapsing.misconception
def sum_of_weights(weights):
    """You added the matrices. Layer after layer is composition: which operation of matrices is that?"""
    return sum(weights)


@collapsing.misconception
def transposed(weights):
    """Your matrix is right but for a transposition. It has to have the shape (n_L, n_0)."""
    return collapse(weights).T


@collapsing.misconception
def dropped_a_layer(weights):
    """One layer is missing from your product. Check with two layers whether both are in it."""
    return collapse(weights[:-1]) if len(weights) > 1 else np.array(weights[0])
