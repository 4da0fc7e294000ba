"""The building blocks of a neural network: activations, a dense layer, a network.

Shapes are the same everywhere: W is (n_out, n_in), b is (n_out,), and an input x is either one
input, (n_in,), or a batch with one input a row, (batch, n_in). All arrays are float64.
"""

from itertools import pairwise
from numbers import Integral

import numpy as np


def relu(z: np.ndarray) -> np.ndarray:
    """The rectified linear unit max(0, z), elementwise.

    Args:
        z: a number or an array of any shape.

    Returns:
        float64, the shape of z.
    """
    return np.maximum(np.asarray(z, dtype=float), 0.0)


def sigmoid(z: np.ndarray) -> np.ndarray:
    """The logistic function 1 / (1 + e⁻ᶻ), elementwise.

    For z < 0 it is computed as eᶻ / (1 + eᶻ), which is the same number. So the exponent is never
    positive, and nothing overflows however large z is.

    Args:
        z: a number or an array of any shape.

    Returns:
        float64 between 0 and 1, the shape of z.
    """
    z = np.asarray(z, dtype=float)
    decay = np.exp(-np.abs(z))
    return np.where(z < 0, decay, 1.0) / (1.0 + decay)


def linear(z: np.ndarray) -> np.ndarray:
    """The identity: what is left of an activation when there is no nonlinearity.

    Args:
        z: a number or an array of any shape.

    Returns:
        z itself, as float64.
    """
    return np.asarray(z, dtype=float)


class DenseLayer:
    """A fully connected layer: activation(W x + b).

    Attributes:
        W: weights, float64, shape (n_out, n_in).
        b: biases, float64, shape (n_out,).
        activation: a function that works elementwise and keeps the shape.
    """

    def __init__(self, n_in: int, n_out: int, activation=relu, rng=None):
        """Draw the weights by He initialisation and set the biases to zero.

        The weights are normal with mean 0 and standard deviation √(2 / n_in), which keeps the
        size of the signal about the same from one ReLU layer to the next (He et al. 2015,
        "Delving Deep into Rectifiers", arXiv:1502.01852).

        Args:
            n_in: number of inputs, at least 1.
            n_out: number of units, at least 1.
            activation: applied to W x + b.
            rng: a numpy.random.Generator, for the same weights each time; None for fresh ones.

        Raises:
            ValueError: n_in or n_out is not a positive whole number.
        """
        _require_sizes([n_in, n_out])
        if rng is None:
            rng = np.random.default_rng()
        self.W = rng.normal(0.0, np.sqrt(2.0 / n_in), size=(n_out, n_in))
        self.b = np.zeros(n_out)
        self.activation = activation

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Apply the layer to one input or to a batch.

        Args:
            x: float64, shape (n_in,) or (batch, n_in); lists will do.

        Returns:
            activation(x Wᵀ + b), shape (n_out,) or (batch, n_out).

        Raises:
            ValueError: x does not have n_in features.
        """
        x = np.asarray(x, dtype=float)
        _require_features(x, n_in=self.W.shape[1])
        return self.activation(x @ self.W.T + self.b)  # b is added to every row of a batch


class NeuralNetwork:
    """Dense layers, one after the other: f_L ∘ … ∘ f_1.

    Attributes:
        layers: a list of DenseLayer, the first one first.
    """

    def __init__(self, layer_sizes, hidden_activation=relu, output_activation=sigmoid, rng=None):
        """Build one layer for each pair of neighbouring sizes.

        Args:
            layer_sizes: the number of inputs, then the number of units of each layer. So
                [4, 8, 1] is a network of two layers, with weights (8, 4) and (1, 8).
            hidden_activation: the activation of every layer but the last.
            output_activation: the activation of the last layer.
            rng: a numpy.random.Generator, for the same weights each time; None for fresh ones.

        Raises:
            ValueError: fewer than two sizes, or one that is not a positive whole number.
        """
        layer_sizes = list(layer_sizes)
        if len(layer_sizes) < 2:
            raise ValueError(f"layer_sizes is {layer_sizes}, expected two sizes or more, such as [4, 8, 1]")
        _require_sizes(layer_sizes)
        if rng is None:
            rng = np.random.default_rng()
        self.layers = [
            DenseLayer(n_in, n_out, hidden_activation, rng) for n_in, n_out in pairwise(layer_sizes)
        ]
        self.layers[-1].activation = output_activation

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Pass one input or a batch through all layers.

        Args:
            x: float64, shape (n_0,) or (batch, n_0); lists will do.

        Returns:
            The last layer's output, shape (n_L,) or (batch, n_L).

        Raises:
            ValueError: x does not have n_0 features.
        """
        h = x
        for layer in self.layers:
            h = layer.forward(h)
        return h


def _require_sizes(sizes):
    """Raise a ValueError unless every size is a positive whole number."""
    for size in sizes:
        if not isinstance(size, Integral) or size < 1:
            raise ValueError(f"sizes {sizes} contain {size!r}, expected whole numbers of 1 or more")


def _require_features(x, n_in):
    """Raise a ValueError unless x has shape (n_in,) or (batch, n_in)."""
    expected = f"expected shape ({n_in},) or (batch, {n_in})"
    if x.ndim not in (1, 2):
        raise ValueError(f"x has shape {x.shape}, {expected}")
    if x.shape[-1] != n_in:
        raise ValueError(
            f"x has {x.shape[-1]} features, this layer takes {n_in}: got shape {x.shape}, {expected}"
        )
