"""Exercise notebook 3: a dense layer that remembers its last forward pass."""

from functools import partial

import numpy as np
from layers import DenseLayer as PlainLayer
from layers import relu, sigmoid

from autograder.exercise import Exercise, expect, expect_equal, expect_shape
from autograder.exercise.values import same

storing = Exercise("DenseLayer", read="And back")
shapes = Exercise("stored_shapes", read="Shapes chain")

expect_close = partial(expect_equal, rtol=1e-5, atol=1e-5)  # single precision will do


@storing.reference
class DenseLayer(PlainLayer):
    """A dense layer that keeps z, before the activation, and h, after it."""

    def forward(self, x):
        """Apply the layer to one input or to a batch, and store z and h."""
        self.z = x @ self.W.T + self.b
        self.h = self.activation(self.z)
        return self.h


@shapes.reference
def stored_shapes(layer, x):
    """The shapes of z and h after a forward pass."""
    layer.forward(x)
    return np.shape(layer.z), np.shape(layer.h)


def passes_to_try(rng):
    """Layers as (arguments, activation, W, b), and the inputs of passes through each.

    One layer is square. It has more passes: shapes repeat, and one batch is as large as n_in, so that
    a product the wrong way round is a wrong number and no error.
    """
    for n_in, n_out, activation in (
        (4, 3, None),
        (3, 5, sigmoid),
        (4, 4, relu),
        (5, 1, np.tanh),
    ):
        named = {} if activation is None else {"activation": activation}
        W = rng.normal(size=(n_out, n_in))
        signs = rng.permutation(np.resize([-0.4, 0.3], n_out))
        b = signs * rng.permutation(np.arange(1.0, n_out + 1))
        shapes = [(n_in,), (7, n_in)]
        if n_in == n_out:
            shapes += [(7, n_in), (n_in, n_in), (1, n_in)]
        xs = [rng.normal(size=shape) for shape in shapes]
        yield (n_in, n_out, named), activation or relu, W, b, xs


def with_parameters(DenseLayer, arguments, W, b):
    """A layer of the student's with these weights and biases."""
    n_in, n_out, named = arguments
    layer = DenseLayer(n_in, n_out, **named)
    layer.W = W
    layer.b = b
    return layer


for z_or_h in (
    "(np.shape(layer.z), np.shape(layer.h)) → (np.shape(layer.h), np.shape(layer.z))",
    "layer.z → layer.h",
    "layer.h → layer.z",
):
    shapes.equivalent(z_or_h, because="the activation works elementwise: z and h have one shape")


@storing.check(points=1, inputs_unharmed=True)
def returns_the_activations(DenseLayer, rng):
    """Forward still returns the activations h, for one input and for a batch; ReLU is the default."""
    for arguments, activation, W, b, xs in passes_to_try(rng):
        layer = with_parameters(DenseLayer, arguments, W, b)
        for x in xs:
            expect_close(layer.forward(x), activation(x @ W.T + b))


@storing.check(points=1, facet="z", inputs_unharmed=True)
def stores_the_pre_activations(DenseLayer, rng):
    """After forward(x), z holds the pre-activations of that pass through that layer."""
    other = with_parameters(DenseLayer, (4, 3, {}), np.ones((3, 4)), np.ones(3))
    for arguments, _, W, b, xs in passes_to_try(rng):
        layer = with_parameters(DenseLayer, arguments, W, b)
        for x in xs:
            layer.forward(x)
            expect_close(layer.z, x @ W.T + b, of="z")
        other.forward(np.ones(4))
        expect_close(layer.z, x @ W.T + b, of="after a pass through another layer, z")
        layer.W = 2 * W  # as a step of training does
        expect_close(layer.z, x @ W.T + b, of="after W was changed, z")


@storing.check(points=1, facet="h", inputs_unharmed=True)
def stores_the_activations(DenseLayer, rng):
    """After forward(x), h holds the activations of that pass through that layer."""
    other = with_parameters(DenseLayer, (4, 3, {}), np.ones((3, 4)), np.ones(3))
    for arguments, activation, W, b, xs in passes_to_try(rng):
        layer = with_parameters(DenseLayer, arguments, W, b)
        for x in xs:
            layer.forward(x)
            expect_close(layer.h, activation(x @ W.T + b), of="h")
        other.forward(np.ones(4))
        expect_close(layer.h, activation(x @ W.T + b), of="after a pass through another layer, h")
        layer.W = 2 * W  # as a step of training does
        expect_close(layer.h, activation(x @ W.T + b), of="after W was changed, h")


@shapes.check(points=1, builds_on=["DenseLayer"], inputs_unharmed=True)
def gives_the_shapes_of_this_pass(stored_shapes, DenseLayer, rng):
    """Both shapes belong to the pass of this x, on a fresh layer and on one used before."""
    for (n_in, n_out), before, now in cases_to_try():
        W, b = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        layer, twin = (with_parameters(DenseLayer, (n_in, n_out, {}), W, b) for _ in range(2))
        formers, x = [rng.normal(size=shape) for shape in before], rng.normal(size=now)
        for former in formers:
            layer.forward(former)
            twin.forward(former)
        twin.forward(x)
        got = stored_shapes(layer, x)
        kept = [twin.z, twin.h]
        if not same(got, shapes_of(kept)):
            expect_shape(got, [(*x.shape[:-1], n_out)] * 2)
        expect(
            same(layer.z, kept[0]) and same(layer.h, kept[1]),
            "Afterwards layer.z and layer.h weren't those of this x: did it run the pass of this layer?",
        )
        for former in formers:  # a misconception that is tried on this layer finds it as it was
            layer.forward(former)


def shapes_of(kept):
    """The shapes of what the student's own layer keeps, right or wrong; None if it keeps no arrays."""
    return [np.shape(part) for part in kept] if all(isinstance(part, np.ndarray) for part in kept) else None


def cases_to_try():
    """Sizes of a layer, shapes of inputs that went through it before, and of the x that is asked for."""
    yield (4, 3), [], (4,)
    yield (2, 5), [], (7, 2)
    yield (4, 3), [(6, 4)], (4,)
    yield (2, 5), [(2,)], (6, 2)
    yield (3, 1), [], (6, 3)


@storing.misconception(loses=["test_DenseLayer_z", "test_DenseLayer_h"])
class swapped_z_and_h(PlainLayer):
    """z and h are mixed up. Which of the two is the value before the activation?"""

    def forward(self, x):
        self.h = x @ self.W.T + self.b
        self.z = self.activation(self.h)
        return self.z


@storing.misconception(loses=["test_DenseLayer_z"])
class z_is_activated(PlainLayer):
    """Your z has been through the activation. Backpropagation needs it as it was before."""

    def forward(self, x):
        self.z = self.activation(x @ self.W.T + self.b)
        self.h = self.z
        return self.h


@storing.misconception(loses=["test_DenseLayer_z"])
class z_without_bias(PlainLayer):
    """Your z is x @ W.T alone. What else is part of the pre-activation?"""

    def forward(self, x):
        self.z = x @ self.W.T
        self.h = self.activation(self.z + self.b)
        return self.h


@storing.misconception(loses=["test_DenseLayer"])
class returns_z(PlainLayer):
    """What is stored is right, but forward hands the pre-activation on. What does the next layer need?"""

    def forward(self, x):
        self.z = x @ self.W.T + self.b
        self.h = self.activation(self.z)
        return self.z


@storing.misconception(loses=["test_DenseLayer_z", "test_DenseLayer_h"])
class shared_by_all_layers(PlainLayer):
    """Your z and h belong to the class, so one layer's pass overwrites another's. Store them on self."""

    def forward(self, x):
        type(self).z = x @ self.W.T + self.b
        type(self).h = self.activation(type(self).z)
        return type(self).h


@storing.misconception(loses=["test_DenseLayer_z", "test_DenseLayer_h"])
class keeps_first_pass(PlainLayer):
    """After a second pass your layer still holds the first one's z and h. Store them anew each time."""

    def forward(self, x):
        z = x @ self.W.T + self.b
        if not hasattr(self, "z"):
            self.z = z
            self.h = self.activation(z)
        return self.activation(z)


@storing.misconception(loses=["test_DenseLayer_z", "test_DenseLayer_h"])
class stores_nothing(PlainLayer):
    """forward computes z and h and forgets them. Keep both as attributes of the layer."""

    def forward(self, x):
        return self.activation(x @ self.W.T + self.b)


@shapes.misconception
def shape_of_input(layer, x):
    """These are the shapes of x. Ask the layer for the shapes of what it stored."""
    return x.shape, x.shape


@shapes.misconception
def forgot_forward_pass(layer, x):
    """The layer stores z and h during a forward pass. Nobody ran one for this x."""
    return layer.z.shape, layer.h.shape
