"""Exercise notebook 2: why x @ W.T + b equals (W @ x.T).T + b for a batch."""

import numpy as np

from autograder.exercise import Exercise, expect_equal, expect_truth

rows = Exercise("row_form")
columns = Exercise("column_form")
agreement = Exercise("forms_agree")


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
    shapes = [((4,), 3), ((6, 4), 3), ((1, 3), 5), ((5,), 5), ((7, 4), 4), ((3, 5), 3)]
    for x_shape, n_out in shapes:
        W = rng.normal(size=(n_out, x_shape[-1]))
        b = rng.permutation(np.arange(1.0, n_out + 1)) + rng.uniform(0.1, 0.4)
        yield rng.normal(size=x_shape), W, b


@rows.check(points=1)
def applies_the_layer_row_by_row(row_form, reference, rng):
    """Every row of a batch, and a single input, goes through the same affine map."""
    for x, W, b in layers_to_try(rng):
        expect_equal(row_form(x, W, b), reference(x, W, b))


@columns.check(points=1)
def applies_the_layer_column_by_column(column_form, reference, rng):
    """The result has one row for each input, as x has; for a single input it is a vector."""
    for x, W, b in layers_to_try(rng):
        expect_equal(column_form(x, W, b), reference(x, W, b))


@agreement.check(points=1)
def tells_rounding_from_difference(forms_agree, rng):
    """True for arrays that differ by rounding alone, False as soon as one place really differs."""
    for shape in ((5,), (3, 4), (1, 1), (2, 6)):
        left = rng.uniform(1, 10, size=shape) * rng.choice([-1.0, 1.0], size=shape)
        one_place = tuple(rng.integers(size) for size in shape)
        rounded = left + 1e-15 * rng.choice([-1.0, 1.0], size=shape)
        rounded[one_place] = np.nextafter(left[one_place], np.inf)
        moved = left.copy()
        moved[one_place] += rng.choice([-1, 1]) * rng.uniform(0.001, 0.01)
        swapped = left + np.where(np.arange(left.size).reshape(shape) % 2, -0.5, 0.5)
        expect_truth(forms_agree(left, left.copy()), True)
        expect_truth(forms_agree(left, rounded), True)
        expect_truth(forms_agree(left, moved), False)
        expect_truth(forms_agree(moved, left), False)
        expect_truth(forms_agree(left, swapped), False)
        expect_truth(forms_agree(left, -left), False)


@rows.misconception(id="forgot_bias")
def row_form_without_bias(x, W, b):
    """The layer also shifts: one term of the formula is missing from yours."""
    return x @ W.T


@rows.misconception
def forgot_transpose(x, W, b):
    """W has the shape (n_out, n_in). Write the shapes of both factors side by side: do they chain?"""
    return x @ W + b


@columns.misconception(id="forgot_bias")
def column_form_without_bias(x, W, b):
    """The layer also shifts: one term of the formula is missing from yours."""
    return (W @ x.T).T


@columns.misconception
def forgot_outer_transpose(x, W, b):
    """W @ x.T has one column for each input. What turns its columns into rows before b is added?"""
    return W @ x.T + b


@agreement.misconception
def exact_equality(left, right):
    """The two forms add in another order, so their last digits may differ. Leave room for rounding."""
    return bool(np.all(left == right))


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
