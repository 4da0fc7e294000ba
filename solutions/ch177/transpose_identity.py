"""Exercise notebook 2: why x @ W.T + b equals (W @ x.T).T + b for a batch."""

from functools import partial

import numpy as np

from autograder.exercise import Exercise, expect_equal, expect_truth

TERMS = {"x": ["one input", "a batch"]}
rows = Exercise("row_form", read="The forward pass", terms=TERMS)
columns = Exercise("column_form", read="The forward pass", terms=TERMS)
agreement = Exercise("forms_agree", read="The forward pass")

expect_close = partial(expect_equal, rtol=1e-5, atol=1e-5)  # single precision will do


@rows.reference
def row_form(x, W, b):
    """One row of the result for each row of x."""
    return x @ W.T + b


@columns.reference
def column_form(x, W, b):
    """One column of W @ x.T for each row of x, turned back into rows."""
    return (W @ x.T).T + b


@agreement.reference
def forms_agree(left, right):
    """Equal everywhere up to rounding."""
    return np.allclose(left, right)


agreement.equivalent(
    "np.allclose(left, right) → np.allclose(right, left)",
    because="which of two nearly equal arrays the tolerance is relative to makes no difference",
)


def layers_to_try(rng):
    """Inputs (x, W, b) that tell wrong forms from right ones.

    W is not square and the batch is no size of the layer, so that a missing transpose is an error;
    then each coincidence once, so that a missing transpose is a wrong number.
    """
    shapes = [((4,), 3), ((6, 4), 3), ((1, 3), 5), ((5,), 5), ((7, 4), 4), ((3, 5), 3), ((4, 4), 3)]
    for x_shape, n_out in [*shapes, ((4, 4), 4), ((3,), 1), ((6, 3), 1), ((1, 3), 1)]:
        W = rng.normal(size=(n_out, x_shape[-1]))
        signs = rng.permutation(np.resize([-1, 1], n_out))
        b = signs * (rng.permutation(np.arange(1.0, n_out + 1)) + rng.uniform(0.1, 0.4))
        yield rng.normal(size=x_shape), W, b


@rows.check(points=1, inputs_unharmed=True)
def applies_the_layer_row_by_row(row_form, reference, rng):
    """Every row of a batch, and a single input, goes through the same affine map."""
    for x, W, b in layers_to_try(rng):
        expect_close(row_form(x, W, b), reference(x, W, b))


@columns.check(points=1, inputs_unharmed=True)
def applies_the_layer_column_by_column(column_form, reference, rng):
    """The result has one row for each input, as x has; for a single input it is a vector."""
    for x, W, b in layers_to_try(rng):
        expect_close(column_form(x, W, b), reference(x, W, b))


@agreement.check(points=1, inputs_unharmed=True)
def tells_rounding_from_difference(forms_agree, rng):
    """True for arrays that differ by rounding alone, False as soon as one place really differs."""
    pairs = list(pairs_to_try(rng))
    for number in rng.permutation(len(pairs)):  # so that who counts calls learns nothing
        left, right, agree = pairs[number]
        expect_truth(forms_agree(left, right), agree)


def pairs_to_try(rng):
    """Pairs of arrays, and whether they agree. The sums and the order of entries settle nothing."""
    for shape in ((5,), (3, 4), (1, 1)):
        left = random_array(rng, shape, 1, 10)
        large = random_array(rng, shape, 9, 10)
        small = random_array(rng, shape, 1, 2)
        one_place = tuple(rng.integers(size) for size in shape)
        yield left, left.copy(), True
        yield small, next_float(small, one_place), True  # apart by 2e-16
        yield large, next_float(large, one_place), True  # apart by 2e-15
        for number, place in enumerate(np.ndindex(shape)):
            array, step = ((left, 0.00101), (large, -0.00101))[number % 2]
            yield array, moved(array, place, step), False
        yield moved(left, one_place, 0.00101), left, False
        yield left, -left, False
        if left.size > 1:
            yield left, moved(left + 0.5, one_place, -0.5), False  # one place alone agrees
            yield left, np.roll(left, 1), False
            yield left, np.roll(left, 1, axis=0), False
            yield left, np.roll(left, 1, axis=-1), False
            yield left, left + mean_free(shape), False
            yield left, moved(moved(left, (0,) * len(shape), 0.5), (-1,) * len(shape), -0.5), False


def random_array(rng, shape, low, high):
    """Entries of both signs, from low to high in size."""
    signs = rng.permutation(np.resize([-1.0, 1.0], np.prod(shape))).reshape(shape)
    return signs * rng.uniform(low, high, size=shape)


def moved(array, place, step):
    """A copy that differs in one place."""
    array = array.copy()
    array[place] += step
    return array


def next_float(array, place):
    """A copy with the next larger number in one place."""
    return moved(array, place, np.spacing(np.abs(array[place])))


def mean_free(shape):
    """Half a unit up and down by turns, so that all rows and columns of a 2-D array keep their sums."""
    waves = [np.resize([0.5, -0.5], size) * (np.arange(size) < size - size % 2) for size in shape]
    return waves[0] if len(shape) == 1 else 2 * np.outer(*waves)


@rows.misconception(id="forgot_bias")
def row_form_without_bias(x, W, b):
    """The layer also shifts: one term of the formula is missing from yours."""
    return x @ W.T


@rows.misconception
def forgot_transpose(x, W, b):
    """W has the shape (n_out, n_in). Write the shapes of both factors side by side: do they chain?"""
    return x @ W + b


@rows.misconception
def single_input_only(x, W, b):
    """This works for one input. In a batch the inputs are rows, so W @ x doesn't fit: what does?"""
    return W @ x + b


@rows.misconception(id="pair_not_sum")
def product_and_bias_as_a_pair(x, W, b):
    """You return product and bias side by side. The layer has one output: what does the bias do to it?"""
    return x @ W.T, b


@columns.misconception(id="forgot_bias")
def column_form_without_bias(x, W, b):
    """The layer also shifts: one term of the formula is missing from yours."""
    return (W @ x.T).T


@columns.misconception
def forgot_outer_transpose(x, W, b):
    """W @ x.T has one column for each input. What turns its columns into rows before b is added?"""
    return W @ x.T + b


@columns.misconception
def bias_on_columns(x, W, b):
    """You add b while each output is still a column. Along which axis of the columns does b lie?"""
    return (W @ x.T + b).T


@columns.misconception(id="pair_not_sum")
def turned_product_and_bias_as_a_pair(x, W, b):
    """You return product and bias side by side. The layer has one output: what does the bias do to it?"""
    return (W @ x.T).T, b


@agreement.misconception
def exact_equality(left, right):
    """The two forms add in another order, so their last digits may differ. Leave room for rounding."""
    return bool(np.all(left == right))


@agreement.misconception
def exact_and_elementwise(left, right):
    """== answers place by place, and leaves no room for rounding. One answer for all places was asked for."""
    return left == right


@agreement.misconception
def elementwise(left, right):
    """You answer for each place by itself. When do two arrays agree as a whole? That is one True or False."""
    return np.isclose(left, right)


@agreement.misconception
def compares_sums(left, right):
    """Different arrays can have the same sum. Compare them place by place."""
    return bool(np.isclose(np.sum(left), np.sum(right)))


@agreement.misconception
def always_true(left, right):
    """Your function says True whatever it gets. Try it on two arrays that differ."""
    return True


@agreement.misconception
def any_not_all(left, right):
    """One place that agrees is not enough: they have to agree everywhere."""
    return bool(np.any(np.isclose(left, right)))
