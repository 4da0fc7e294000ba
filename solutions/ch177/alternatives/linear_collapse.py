"""Other correct answers to notebook 5: layers without nonlinearity collapse into one matrix."""

# ruff: noqa: E731
# Students give lambdas names, and so do these answers.

import functools
import sys
import warnings
from collections import deque
from functools import reduce

import numpy as np
from layers import DenseLayer as PlainLayer
from layers import linear

from solutions.ch177.linear_collapse import applying, collapsing


def times_vector(W, h):
    return [sum(w * entry for w, entry in zip(row, h)) for row in W]


def matrix_product(A, B):
    n, m, k = len(A), len(B[0]), len(B)
    C = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            for p in range(k):
                C[i][j] += A[i][p] * B[p][j]
    return C


@applying.alternative
def apply_by_reduce(weights, x):
    """A fold with a lambda."""
    return reduce(lambda h, W: h @ W.T, weights, x)


@applying.alternative
def apply_recursively(weights, x):
    """The first layer, then the others."""
    if len(weights) == 0:
        return x
    first, *others = weights
    return apply_recursively(others, np.dot(x, first.T))


@applying.alternative
def apply_in_columns(weights, x):
    """Turns the batch once, multiplies from the left, turns it back."""
    h = x.T
    for W in weights:
        h = W @ h
    return h.T


@applying.alternative
def apply_by_einsum(weights, x):
    """Einsum with an ellipsis for the batch."""
    h = np.copy(x)
    for W in weights:
        h = np.einsum("ij,...j->...i", W, h)
    return h


@applying.alternative
def apply_in_pure_python(weights, x):
    """Lists of floats, row by row; returns lists."""
    single = x.ndim == 1
    batch = [x.tolist()] if single else x.tolist()
    results = []
    for h in batch:
        for W in weights:
            h = times_vector(W.tolist(), h)
        results.append(h)
    return results[0] if single else results


@applying.alternative
def apply_by_effective_matrix(weights, x):
    """Collapses first, then applies the one matrix."""
    W_eff = weights[-1]
    for W in reversed(weights[:-1]):
        W_eff = W_eff @ W
    return x @ W_eff.T


@applying.alternative
def apply_by_case(weights, x):
    """One branch for a single input, one for a batch."""
    h = x
    if x.ndim == 1:
        for W in weights:
            h = W.dot(h)
        return h
    return np.array([apply_by_case(weights, row) for row in x])


@applying.alternative
def apply_by_linear_layers(weights, x):
    """DenseLayers with a linear activation and no bias."""
    h = x
    for W in weights:
        layer = PlainLayer(W.shape[1], W.shape[0], activation=linear)
        layer.W = W
        h = layer.forward(h)
    return h


@applying.alternative
def apply_by_matvec_broadcasting(weights, x):
    """A column vector for every input of the batch, with [..., None]."""
    h = np.asarray(x)[..., None]
    for W in weights:
        h = W @ h
    return h[..., 0]


@applying.alternative
def apply_by_index_with_prints(weights, x):
    """Loops over indices, keeps every h in a list, prints shapes."""
    h = [x]
    for layer in range(len(weights)):
        h.append(np.matmul(h[layer], np.transpose(weights[layer])))
        print("layer", layer + 1, "gives", h[-1].shape)
    return h[-1]


@applying.alternative
def apply_by_inner_with_warnings(weights, x):
    """np.inner, with a word on stderr."""
    h = x
    for W in weights:
        if W.shape[0] > W.shape[1]:
            warnings.warn("this layer makes its input longer", stacklevel=2)
            print("longer", file=sys.stderr)
        h = np.inner(h, W)
    return h


@applying.alternative
def apply_by_np_matrix(weights, x):
    """np.matrix and the * operator."""
    h = np.asmatrix(x).T
    for W in weights:
        h = np.asmatrix(W) * h
    return h.T.A1 if x.ndim == 1 else h.T


@applying.alternative
def apply_from_a_queue(weights, x):
    """Takes the matrices from a queue of its own; returns a tuple."""
    waiting = deque(weights)
    h = x
    while waiting:
        h = np.tensordot(h, waiting.popleft(), axes=([-1], [1]))
    return tuple(h)


@applying.alternative
def apply_by_composed_functions(weights, x):
    """Makes a function of every matrix and composes them."""
    functions = [functools.partial(lambda W, h: h @ W.T, W) for W in weights]
    compose = lambda f, g: lambda h: g(f(h))
    return functools.reduce(compose, functions)(x)


@applying.alternative
def apply_into_preallocated_arrays(weights: list, x: np.ndarray) -> np.ndarray:
    """Fills arrays of zeros unit by unit."""
    h = x
    for W in weights:
        n_out = W.shape[0]
        out = np.zeros(h.shape[:-1] + (n_out,))
        for unit in range(n_out):
            out[..., unit] = (h * W[unit]).sum(axis=-1)
        h = out
    return h


@collapsing.alternative
def collapse_by_reduce(weights):
    """A fold with a lambda."""
    return reduce(lambda product, W: W @ product, weights)


@collapsing.alternative
def collapse_from_the_last(weights):
    """Starts with the last matrix and multiplies from the right."""
    W_eff = weights[-1].copy()
    for W in weights[-2::-1]:
        W_eff = np.dot(W_eff, W)
    return W_eff


@collapsing.alternative
def collapse_from_identity(weights):
    """Starts with the identity of the input's size."""
    W_eff = np.eye(weights[0].shape[1])
    for i in range(len(weights)):
        W_eff = np.matmul(weights[i], W_eff)
    return W_eff


@collapsing.alternative
def collapse_by_multi_dot(weights):
    """multi_dot, which needs two matrices or more."""
    if len(weights) == 1:
        return weights[0]
    return np.linalg.multi_dot(weights[::-1])


@collapsing.alternative
def collapse_recursively(weights):
    """The last matrix times the rest."""
    if len(weights) == 1:
        return weights[0]
    return weights[-1] @ collapse_recursively(weights[:-1])


@collapsing.alternative
def collapse_by_halves(weights):
    """Divide and conquer: the product of two halves."""
    if len(weights) == 1:
        return weights[0]
    middle = len(weights) // 2
    return collapse_by_halves(weights[middle:]) @ collapse_by_halves(weights[:middle])


@collapsing.alternative
def collapse_by_unit_vectors(weights):
    """Sends every unit vector through the layers: the columns of the matrix."""
    columns = []
    for unit in np.eye(weights[0].shape[1]):
        h = unit
        for W in weights:
            h = W @ h
        columns.append(h)
    return np.array(columns).T


@collapsing.alternative
def collapse_in_pure_python(weights):
    """Three loops over lists; returns lists."""
    product = [list(row) for row in weights[0]]
    for W in weights[1:]:
        product = matrix_product(W.tolist(), product)
    return product


@collapsing.alternative
def collapse_by_einsum(weights):
    """einsum, matrix by matrix."""
    product = weights[0]
    for W in weights[1:]:
        product = np.einsum("ij,jk->ik", W, product)
    return product


@collapsing.alternative
def collapse_by_transposed_product(weights):
    """Multiplies the transposes first to last and turns the result."""
    product = weights[0].T
    for W in weights[1:]:
        product = product @ W.T
    return product.T


@collapsing.alternative
def collapse_by_np_matrix(weights):
    """np.matrix; the result is one as well."""
    product = np.matrix(weights[0])
    for W in weights[1:]:
        product = np.matrix(W) * product
    return product


@collapsing.alternative
def collapse_by_popping_a_copy(weights):
    """Pops the matrices off a copied list."""
    remaining = list(weights)
    W_eff = remaining.pop(0)
    while remaining:
        W_eff = remaining.pop(0) @ W_eff
    return W_eff


@collapsing.alternative
def collapse_by_linalg_matmul(weights, verbose=True):
    """np.linalg.matmul, with prints and a default argument."""
    product = np.identity(weights[0].shape[1])
    for number, W in enumerate(weights, start=1):
        product = np.linalg.matmul(W, product)
        if verbose:
            print(f"W_{number} ... W_1 has shape {product.shape}")
    return product


@collapsing.alternative
def collapse_by_broadcasting(weights):
    """Products by broadcasting with [:, :, None], summed over the middle axis; returns tuples."""
    product = weights[0]
    for W in weights[1:]:
        product = (W[:, :, None] * product[None, :, :]).sum(axis=1)
    return tuple(map(tuple, product))


@collapsing.alternative
def collapse_by_linear_probe(weights):
    """Applies the network to the identity as a batch and turns the result."""

    def network(x):
        for W in weights:
            x = x @ W.T
        return x

    n_in = np.shape(weights[0])[1]
    return network(np.eye(n_in)).T
