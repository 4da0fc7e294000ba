"""Other correct answers to notebook 2: why x @ W.T + b equals (W @ x.T).T + b for a batch."""

# ruff: noqa: E731
# Students give lambdas names, and so do these answers.

import math
import sys
import warnings
from functools import reduce

import numpy as np
from layers import DenseLayer, linear

from solutions.ch177.transpose_identity import agreement, columns, rows

TOLERANCE = 1e-9


def scalar_product(left, right):
    total = 0.0
    for a, b in zip(left, right):
        total += a * b
    return total


def affine(vector, W, b):
    return [scalar_product(row, vector) + shift for row, shift in zip(W, b)]


@rows.alternative
def row_form_by_np_dot(x, W, b):
    """np.dot and np.transpose in place of operators."""
    return np.add(np.dot(x, np.transpose(W)), b)


@rows.alternative
def row_form_by_einsum(x, W, b):
    """Einsum with an ellipsis, so that single inputs and batches are one case."""
    return np.einsum("...i,oi->...o", x, W) + b


@rows.alternative
def row_form_by_loops(x, W, b):
    """Three explicit loops into an array of zeros."""
    batch = np.atleast_2d(x)
    z = np.zeros((batch.shape[0], W.shape[0]))
    for i in range(batch.shape[0]):
        for j in range(W.shape[0]):
            for k in range(W.shape[1]):
                z[i, j] += batch[i, k] * W[j, k]
            z[i, j] += b[j]
    return z[0] if x.ndim == 1 else z


@rows.alternative
def row_form_in_pure_python(x, W, b):
    """Lists and helper functions, no NumPy; returns lists."""
    x, W, b = x.tolist(), W.tolist(), b.tolist()
    if isinstance(x[0], float):
        return affine(x, W, b)
    return [affine(row, W, b) for row in x]


@rows.alternative
def row_form_by_tensordot(x, W, b):
    """Tensordot over the last axes."""
    return np.tensordot(x, W, axes=(-1, 1)) + b


@rows.alternative
def row_form_by_np_inner(x, W, b):
    """np.inner, which transposes by itself."""
    return np.inner(x, W) + b


@rows.alternative
def row_form_by_broadcasting(x, W, b):
    """Broadcasts x against W and sums over the inputs."""
    return (x[..., None, :] * W).sum(axis=-1) + b


@rows.alternative
def row_form_with_the_bias_as_a_weight(x, W, b):
    """The bias as a last column of W, beside an input that is always one."""
    ones = np.ones((*x.shape[:-1], 1))
    x_augmented = np.concatenate([x, ones], axis=-1)
    W_augmented = np.hstack([W, b[:, None]])
    return x_augmented @ W_augmented.T


@rows.alternative
def row_form_by_a_layer(x, W, b):
    """A linear DenseLayer with these parameters."""
    layer = DenseLayer(W.shape[1], W.shape[0], activation=linear)
    layer.W = W
    layer.b = b
    return layer.forward(x)


@rows.alternative
def row_form_in_place(x, W, b):
    """Adds in place to its own product, and prints shapes on the way."""
    print("x", x.shape, "W.T", W.T.shape)
    z = np.matmul(x, W.T)
    z += b
    print("z", z.shape)
    return z


@rows.alternative
def row_form_row_by_row(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Recursion: a batch is the list of its rows' results."""
    if x.ndim == 1:
        return np.array([w @ x + b_j for w, b_j in zip(W, b)])
    return np.stack([row_form_row_by_row(row, W, b) for row in x])


@rows.alternative
def row_form_along_an_axis(x, W, b):
    """apply_along_axis with a named lambda."""
    one = lambda v: W.dot(v) + b
    return np.apply_along_axis(one, -1, x)


@rows.alternative
def row_form_by_np_matrix(inputs, matrix, bias):
    """np.matrix, where * is the matrix product; for a single input the row is flattened."""
    result = np.asmatrix(inputs) * np.asmatrix(matrix).T + bias
    return result if inputs.ndim == 2 else result.A1


@rows.alternative
def row_form_as_tuples(x, W, b):
    """Tuples of tuples of NumPy floats."""
    z = x @ W.T + b
    if z.ndim == 1:
        return tuple(z)
    return tuple(tuple(row) for row in z)


@rows.alternative
def row_form_with_a_warning(x, W, b):
    """Warns that a single input has no transpose."""
    if np.ndim(x) == 1:
        warnings.warn("x is a single input", UserWarning, stacklevel=2)
        print("x is a single input", file=sys.stderr)
    return x @ W.swapaxes(0, 1) + b


@columns.alternative
def column_form_by_np_matmul(x, W, b):
    """np.matmul and np.transpose, step by step."""
    x_columns = np.transpose(x)
    z_columns = np.matmul(W, x_columns)
    return np.transpose(z_columns) + b


@columns.alternative
def column_form_with_a_bias_column(x, W, b):
    """Adds the bias as a column before the last transpose."""
    if x.ndim == 1:
        return W @ x + b
    return (W @ x.T + b[:, None]).T


@columns.alternative
def column_form_by_reshaping(x, W, b):
    """Makes every input a batch and gives back the asked shape."""
    X = x.reshape(-1, W.shape[1])
    Z = (W @ X.T + b.reshape(-1, 1)).T
    return Z.reshape(*x.shape[:-1], len(b))


@columns.alternative
def column_form_by_einsum(x, W, b):
    """Einsum with the result in columns, then turned."""
    if x.ndim == 1:
        return np.einsum("oi,i->o", W, x) + b
    return np.einsum("oi,ib->ob", W, x.T).T + b


@columns.alternative
def column_form_column_by_column(x, W, b):
    """One column after the other, stacked and turned."""
    if len(x.shape) == 1:
        return W.dot(x) + b
    z_columns = []
    for column in x:
        z_columns.append(W.dot(column) + b)
    return np.column_stack(z_columns).T


@columns.alternative
def column_form_in_pure_python(x, W, b):
    """Columns as lists of lists, turned with zip; returns lists."""
    single = np.ndim(x) == 1
    inputs = [list(x)] if single else [list(row) for row in x]
    x_columns = list(zip(*inputs))
    z = [[b_j] * len(inputs) for b_j in b]
    for j, weights in enumerate(W):
        for weight, entries in zip(weights, x_columns):
            for k, entry in enumerate(entries):
                z[j][k] += weight * entry
    z_rows = [list(row) for row in zip(*z)]
    return z_rows[0] if single else z_rows


@columns.alternative
def column_form_by_np_matrix(x, W, b):
    """np.matrix with column vectors."""
    X = np.matrix(x).T
    Z = np.matrix(W) * X + np.matrix(b).T
    return np.squeeze(np.asarray(Z.T), axis=0) if x.ndim == 1 else np.asarray(Z.T)


@columns.alternative
def column_form_as_sum_of_columns_of_w(x, W, b):
    """A linear combination of the columns of W, with the entries of x as factors."""
    x_columns = np.atleast_2d(x).T
    z = sum(np.outer(W[:, k], x_columns[k]) for k in range(W.shape[1]))
    z = z + b[:, np.newaxis]
    return z.T[0] if x.ndim == 1 else z.T


@columns.alternative
def column_form_by_augmented_matrices(x, W, b):
    """[W | b] times the columns of x with a row of ones below."""
    X = np.vstack([np.atleast_2d(x).T, np.ones(1 if x.ndim == 1 else x.shape[0])])
    Z = np.c_[W, b] @ X
    return Z.T.reshape(x.shape[:-1] + b.shape)


@columns.alternative
def column_form_by_reduce(x, W, b):
    """A fold over the inputs' features with np.add.outer-like broadcasting."""
    start = np.zeros((*x.shape[:-1], W.shape[0]))
    terms = [x[..., k, None] * W[:, k] for k in range(W.shape[1])]
    return reduce(np.add, terms, start) + b


@columns.alternative
def column_form_with_default_and_try(x, W, b=0.0):
    """Tries the batch's way and falls back to a single input's."""
    try:
        _, _ = x.shape
    except ValueError:
        print("single input", file=sys.stderr)
        return W @ x + b
    z = (W @ x.T).T
    z = z + np.tile(b, (len(x), 1))
    return z


@columns.alternative
def column_form_with_long_doubles(x, W, b):
    """More digits than asked for."""
    wide = W.astype(np.longdouble) @ x.T.astype(np.longdouble)
    return wide.T + b


@agreement.alternative
def agree_by_isclose(left, right):
    """np.isclose and all; an np.bool_."""
    return np.isclose(left, right).all()


@agreement.alternative
def agree_by_largest_difference(left, right):
    """The largest absolute difference against a tolerance; an np.bool_."""
    return np.max(np.abs(left - right)) < TOLERANCE


@agreement.alternative
def agree_by_loop_over_places(left, right):
    """math.isclose at every place, with an early return."""
    for place in np.ndindex(left.shape):
        if not math.isclose(left[place], right[place], rel_tol=1e-9, abs_tol=1e-12):
            return False
    return True


@agreement.alternative
def agree_by_assertion(left, right):
    """assert_allclose in try and except."""
    try:
        np.testing.assert_allclose(left, right, rtol=1e-10, atol=1e-10)
    except AssertionError as error:
        print(error)
        return False
    else:
        return True


@agreement.alternative
def agree_as_one_or_zero(left, right):
    """1 or 0."""
    return 1 if np.all(abs(left - right) <= 1e-8) else 0


@agreement.alternative
def agree_by_rounding(left, right):
    """Equal after rounding to eight digits."""
    return np.array_equal(np.round(left, 8), np.round(right, 8))


@agreement.alternative
def agree_by_norm(left, right):
    """The norm of the difference."""
    return bool(np.linalg.norm(left - right) < 1e-7)


@agreement.alternative
def agree_by_product_of_flags(left, right):
    """A product of ones and zeros; an np.int64."""
    close = (np.abs(left - right) < 1e-6).astype(int)
    return close.prod()


@agreement.alternative
def agree_by_counting_differences(left, right):
    """No place may differ; recursion through the rows."""

    def differences(a, b):
        if np.ndim(a) == 0:
            return int(abs(a - b) > 1e-6)
        return sum(differences(p, q) for p, q in zip(a, b))

    return differences(left, right) == 0


@agreement.alternative
def agree_by_mean_squared_difference(left, right):
    """The mean squared difference is next to nothing."""
    return ((left - right) ** 2).mean() < 1e-12


@agreement.alternative
def agree_as_float(left, right):
    """1.0 or 0.0, as the share of agreeing places rounded down."""
    share = np.mean(np.abs(left - right) < 1e-5)
    return float(np.floor(share))


@agreement.alternative
def agree_as_zero_dimensional_array(left, right):
    """A 0-d array of bool."""
    return np.array(all(np.isclose(left.ravel(), right.ravel(), rtol=0, atol=1e-7)))


@agreement.alternative
def agree_by_two_inequalities(left, right):
    """Left may be neither clearly above nor clearly below right."""
    above = (left > right + 1e-6).any()
    below = (left < right - 1e-6).any()
    return not (above or below)


@agreement.alternative
def agree_by_units_in_the_last_place(left, right):
    """At most some units in the last place apart."""
    spacing = np.spacing(np.maximum(np.abs(left), np.abs(right)))
    return bool(np.all(np.abs(left - right) <= 1000 * spacing))


@agreement.alternative
def agree_with_shape_check_and_prints(left, right, tolerance=1e-8):
    """Compares shapes first, prints the verdict, has a default argument."""
    if np.shape(left) != np.shape(right):
        return False
    gap = np.abs(np.subtract(left, right)).max()
    print(f"largest difference: {gap:.2e}")
    agrees = lambda value: value < tolerance
    return agrees(gap)
