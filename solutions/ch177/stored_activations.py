"""Exercise notebook 3: a dense layer that remembers its last forward pass."""

import numpy as np
from layers import DenseLayer as PlainLayer
from layers import relu, sigmoid

from autograder.exercise import Exercise, expect_equal, expect_shape

storing = Exercise("DenseLayer")
shapes = Exercise("stored_shapes")


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
    return layer.z.shape, layer.h.shape


def passes_to_try(rng):
    """Layers as (n_in, n_out, activation, W, b), and the inputs of passes through each."""
    for n_in, n_out, activation in ((4, 3, relu), (3, 5, sigmoid), (2, 6, np.tanh)):
        W = rng.normal(size=(n_out, n_in))
        b = rng.permutation(np.arange(1.0, n_out + 1)) * rng.choice([-0.4, 0.3], size=n_out)
        xs = [rng.normal(size=shape) for shape in ((n_in,), (7, n_in), (1, n_in))]
        yield n_in, n_out, activation, W, b, xs


def with_parameters(DenseLayer, n_in, n_out, activation, W, b):
    """A layer of the student's with these weights and biases."""
    layer = DenseLayer(n_in, n_out, activation)
    layer.W = W
    layer.b = b
    return layer


for z_or_h in (
    "(layer.z.shape, layer.h.shape) → (layer.h.shape, layer.z.shape)",
    "layer.z → layer.h",
    "layer.h → layer.z",
):
    shapes.equivalent(z_or_h, because="the activation works elementwise: z and h have one shape")


@storing.check(points=1)
def returns_the_activations(DenseLayer, rng):
    """Forward still returns the activations h, for one input and for a batch."""
    for n_in, n_out, activation, W, b, xs in passes_to_try(rng):
        layer = with_parameters(DenseLayer, n_in, n_out, activation, W, b)
        for x in xs:
            expect_equal(layer.forward(x), activation(x @ W.T + b))


@storing.check(points=1, facet="z")
def stores_the_pre_activations(DenseLayer, rng):
    """After forward(x), z holds the pre-activations of that pass through that layer."""
    for n_in, n_out, activation, W, b, xs in passes_to_try(rng):
        layer = with_parameters(DenseLayer, n_in, n_out, activation, W, b)
        other = with_parameters(DenseLayer, n_in, n_out, activation, -W, b)
        for x in xs:
            layer.forward(x)
            other.forward(2 * x)
            expect_equal(layer.z, x @ W.T + b, of="z")


@storing.check(points=1, facet="h")
def stores_the_activations(DenseLayer, rng):
    """After forward(x), h holds the activations of that pass through that layer."""
    for n_in, n_out, activation, W, b, xs in passes_to_try(rng):
        layer = with_parameters(DenseLayer, n_in, n_out, activation, W, b)
        other = with_parameters(DenseLayer, n_in, n_out, activation, -W, b)
        for x in xs:
            layer.forward(x)
            other.forward(2 * x)
            expect_equal(layer.h, activation(x @ W.T + b), of="h")


@shapes.check(points=1, builds_on=["DenseLayer"])
def gives_the_shapes_of_this_pass(stored_shapes, DenseLayer, rng):
    """Both shapes belong to the pass of this x, on a fresh layer and on one used before."""
    for n_in, n_out in ((4, 3), (2, 5)):
        for first, second in (((n_in,), (6, n_in)), ((7, n_in), (n_in,))):
            fresh, used = DenseLayer(n_in, n_out), DenseLayer(n_in, n_out)
            used.forward(rng.normal(size=first))
            for layer, shape in ((fresh, first), (used, second)):
                got = stored_shapes(layer, rng.normal(size=shape))
                expect_shape(got, [(*shape[:-1], n_out)] * 2)


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
