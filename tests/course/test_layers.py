"""layers.py: shapes, values, initialisation and what it says about wrong shapes."""

import importlib.util
import math
import warnings

import numpy as np
import pytest


@pytest.fixture(scope="module")
def layers(root):
    """The module that students import."""
    spec = importlib.util.spec_from_file_location("layers_under_test", root / "source/ch177/layers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def rng():
    """The same numbers in every run."""
    return np.random.default_rng(177)


def test_module_holds_what_the_contract_says(layers):
    """What students are asked to write themselves isn't in it."""
    public = {name for name in vars(layers) if not name.startswith("_")}

    assert {"relu", "sigmoid", "linear", "DenseLayer", "NeuralNetwork"} <= public
    assert "tanh" not in public
    layer = layers.DenseLayer(2, 3)
    layer.forward(np.ones(2))
    assert set(vars(layer)) == {"W", "b", "activation"}


@pytest.mark.parametrize("name", ["relu", "sigmoid", "linear"])
@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (2, 3, 4), (0,)])
def test_activations_keep_the_shape(layers, rng, name, shape):
    """Numbers and arrays of any shape go through elementwise, as float64."""
    z = rng.normal(size=shape)

    h = getattr(layers, name)(z)

    assert np.shape(h) == shape
    assert np.asarray(h).dtype == np.float64


@pytest.mark.parametrize("name", ["relu", "sigmoid", "linear"])
def test_activations_take_whole_numbers_and_lists(layers, name):
    """An integer or a list is a float64 array to them."""
    activation = getattr(layers, name)

    assert np.asarray(activation(3)).dtype == np.float64
    assert activation([1, -2]).shape == (2,)


@pytest.mark.parametrize("name", ["relu", "sigmoid", "linear"])
def test_activations_leave_their_argument_alone(layers, rng, name):
    """The pre-activation is still there afterwards."""
    z = rng.normal(size=(4, 3))
    kept = z.copy()

    getattr(layers, name)(z)

    assert np.array_equal(z, kept)


def test_activations_have_their_values(layers):
    """Against Python's own arithmetic, number by number."""
    for z in (-30.0, -2.5, -1e-9, 0.0, 1e-9, 0.7, 2.5, 30.0):
        assert layers.relu(z) == max(0.0, z)
        assert layers.linear(z) == z
        assert float(layers.sigmoid(z)) == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-14)


@pytest.mark.parametrize("z", [1e308, np.finfo(float).max, 1e4, 745.2, 709.8, 37.0, 5e-324, 0.0])
def test_sigmoid_never_overflows_or_warns(layers, z):
    """For any finite float64, of either sign: within [0, 1], and no warning of any kind."""
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        both = layers.sigmoid(np.array([-z, z]))

    assert np.all((both >= 0) & (both <= 1))
    assert both.sum() == pytest.approx(1.0)
    assert both[1] >= 0.5
    if z >= 745.2:
        assert both.tolist() == [0.0, 1.0]


def test_sigmoid_is_exact_far_on_the_left(layers):
    """Small values aren't rounded to zero: σ(z) ≈ eᶻ for very negative z."""
    assert float(layers.sigmoid(-700.0)) == pytest.approx(math.exp(-700.0), rel=1e-12)


def looped_forward(x, W, b, activation):
    """A layer by explicit loops over numbers: the definition, and nothing of NumPy's products."""
    rows = x if x.ndim == 2 else x[None]
    result = [
        [
            activation(sum(float(W[i, j]) * float(row[j]) for j in range(W.shape[1])) + float(b[i]))
            for i in range(W.shape[0])
        ]
        for row in rows
    ]
    return np.array(result) if x.ndim == 2 else np.array(result[0])


SCALAR = {
    "relu": lambda z: max(0.0, z),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "linear": lambda z: z,
}


@pytest.mark.parametrize("name", SCALAR)
@pytest.mark.parametrize("x_shape", [(4,), (7, 4), (1, 4), (3, 4), (4, 4)])
def test_layer_is_what_loops_say(layers, rng, name, x_shape):
    """σ(W x + b), for one input and for each row of a batch, the bias of each unit its own."""
    layer = layers.DenseLayer(4, 3, getattr(layers, name), rng)
    layer.b = rng.normal(size=3)
    x = rng.normal(size=x_shape)

    h = layer.forward(x)

    expected = looped_forward(x, layer.W, layer.b, SCALAR[name])
    assert h.shape == expected.shape == (*x_shape[:-1], 3)
    assert np.allclose(h, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("x_shape", [(4,), (16, 4), (1, 4)])
def test_network_is_what_loops_say(layers, rng, x_shape):
    """ReLU inside, sigmoid at the end, unless other activations are given."""
    network = layers.NeuralNetwork([4, 8, 4, 1], rng=rng)
    for layer in network.layers:
        layer.b = rng.normal(size=layer.b.shape)
    x = rng.normal(size=x_shape)

    output = network.forward(x)

    h = x
    for layer, name in zip(network.layers, ["relu", "relu", "sigmoid"], strict=True):
        h = looped_forward(h, layer.W, layer.b, SCALAR[name])
    assert output.shape == h.shape == (*x_shape[:-1], 1)
    assert np.allclose(output, h, rtol=1e-12, atol=1e-12)
    assert np.all((output > 0) & (output < 1))


def test_network_takes_other_activations(layers):
    """Hidden layers have one activation, the last layer the other; one layer is the last one."""
    network = layers.NeuralNetwork((2, 3, 3, 1), np.tanh, layers.linear)

    assert [layer.activation for layer in network.layers] == [np.tanh, np.tanh, layers.linear]
    assert layers.NeuralNetwork([2, 1]).layers[0].activation is layers.sigmoid


def test_network_has_a_layer_for_each_pair_of_sizes(layers):
    """W is (n_out, n_in), b is (n_out,); 2 → 16 → 16 → 1 has 337 parameters."""
    network = layers.NeuralNetwork([2, 16, 16, 1])

    assert [layer.W.shape for layer in network.layers] == [(16, 2), (16, 16), (1, 16)]
    assert [layer.b.shape for layer in network.layers] == [(16,), (16,), (1,)]
    assert sum(layer.W.size + layer.b.size for layer in network.layers) == 337


def test_lists_are_inputs(layers):
    """A list of numbers, or of rows, is as good as an array."""
    layer = layers.DenseLayer(2, 3)

    assert layer.forward([1, 2]).shape == (3,)
    assert layer.forward([[1, 2], [3, 4]]).shape == (2, 3)


def test_forward_leaves_its_input_alone(layers, rng):
    """The caller's array is unchanged, and the result is another one."""
    x = rng.normal(size=(5, 2))
    kept = x.copy()

    result = layers.NeuralNetwork([2, 3, 2], layers.linear, layers.linear, rng).forward(x)
    result += 1

    assert np.array_equal(x, kept)


class TestInitialisation:
    """He initialisation: normal, mean 0, standard deviation √(2 / n_in); biases zero."""

    @pytest.mark.parametrize(("n_in", "n_out"), [(2, 40_000), (50, 2000), (784, 256)])
    def test_weights_have_hes_standard_deviation(self, layers, rng, n_in, n_out):
        """Mean and spread of many weights, within five standard errors; and not the one of n_out."""
        W = layers.DenseLayer(n_in, n_out, rng=rng).W

        sigma = math.sqrt(2 / n_in)
        assert abs(W.mean()) < 5 * sigma / math.sqrt(W.size)
        assert abs(W.std() / sigma - 1) < 5 / math.sqrt(2 * W.size)

    def test_weights_are_normal(self, layers, rng):
        """The share of weights within one, two and three standard deviations is the normal one."""
        W = layers.DenseLayer(100, 2000, rng=rng).W / math.sqrt(2 / 100)

        for many, share in ((1, 0.6827), (2, 0.9545), (3, 0.9973)):
            assert np.mean(np.abs(W) < many) == pytest.approx(share, abs=0.006)

    def test_biases_are_zero(self, layers):
        """And float64."""
        layer = layers.DenseLayer(3, 4)

        assert np.array_equal(layer.b, np.zeros(4))
        assert layer.b.dtype == layer.W.dtype == np.float64

    def test_same_generator_same_weights(self, layers):
        """A seeded generator makes an experiment repeatable; without one, weights are fresh."""
        seeded = [layers.NeuralNetwork([3, 4, 2], rng=np.random.default_rng(5)) for _ in range(2)]
        fresh = [layers.DenseLayer(3, 4) for _ in range(2)]

        for one, two in zip(*(network.layers for network in seeded), strict=True):
            assert np.array_equal(one.W, two.W)
        assert not np.array_equal(fresh[0].W, fresh[1].W)

    def test_layers_of_a_network_differ(self, layers, rng):
        """Each layer draws weights of its own."""
        first, second = layers.NeuralNetwork([3, 3, 3], rng=rng).layers

        assert not np.array_equal(first.W, second.W)

    def test_global_random_state_is_left_alone(self, layers):
        """Making a layer neither uses nor changes NumPy's global state."""
        np.random.seed(3)
        before = np.random.get_state()[1].copy()

        layers.DenseLayer(3, 4)

        assert np.array_equal(np.random.get_state()[1], before)


class TestErrors:
    """Wrong shapes are told as they are, beside what was expected."""

    @pytest.mark.parametrize("x_shape", [(5,), (7, 5), (4, 7)])
    def test_wrong_number_of_features_names_both_shapes(self, layers, x_shape):
        """What x has, and what the layer takes."""
        layer = layers.DenseLayer(4, 3)

        with pytest.raises(ValueError, match="expected shape") as caught:
            layer.forward(np.ones(x_shape))

        message = str(caught.value)
        assert str(x_shape) in message
        assert "(4,) or (batch, 4)" in message

    @pytest.mark.parametrize("x_shape", [(), (2, 3, 4)])
    def test_wrong_number_of_axes_names_both_shapes(self, layers, x_shape):
        """A number or a stack of batches is no input."""
        layer = layers.DenseLayer(4, 3)

        with pytest.raises(ValueError, match="expected shape") as caught:
            layer.forward(np.ones(x_shape))

        message = str(caught.value)
        assert str(x_shape) in message
        assert "(4,) or (batch, 4)" in message

    def test_network_names_the_shape_of_its_input(self, layers):
        """The first layer says so for the whole network."""
        with pytest.raises(ValueError, match=r"\(6, 3\).*\(4,\) or \(batch, 4\)"):
            layers.NeuralNetwork([4, 8, 1]).forward(np.ones((6, 3)))

    @pytest.mark.parametrize("sizes", [(0, 3), (3, 0), (-1, 3), (2.0, 3), ("2", 3), (None, 3)])
    def test_sizes_are_positive_whole_numbers(self, layers, sizes):
        """The size that is none is shown."""
        with pytest.raises(ValueError, match="whole numbers of 1 or more") as caught:
            layers.DenseLayer(*sizes)

        wrong = next(size for size in sizes if size != 3)
        assert repr(wrong) in str(caught.value)

    @pytest.mark.parametrize("sizes", [[], [3]])
    def test_network_has_two_sizes_or_more(self, layers, sizes):
        """An example is given."""
        with pytest.raises(ValueError, match=r"two sizes or more, such as \[4, 8, 1\]"):
            layers.NeuralNetwork(sizes)

    def test_numpy_integers_are_sizes(self, layers):
        """Sizes may come out of an array's shape."""
        network = layers.NeuralNetwork(np.array([3, 2, 1]))

        assert [layer.W.shape for layer in network.layers] == [(2, 3), (1, 2)]
