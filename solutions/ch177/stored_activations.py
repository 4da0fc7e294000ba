"""Exercise notebook 3: a dense layer that remembers its last forward pass."""

from functools import partial

import numpy as np
from layers import DenseLayer as PlainLayer
from layers import relu, sigmoid

from autograder.exercise import Exercise, Raised, expect, expect_equal, expect_shape
from autograder.exercise.values import same, show

storing = Exercise("DenseLayer", read="And back", terms={"x": ["one input", "a batch"]})
shapes = Exercise("stored_shapes", read="Shapes chain", terms={"x": ["one input", "a batch"]})

ROUNDING = {"rtol": 1e-5, "atol": 1e-5}  # single precision will do
expect_close = partial(expect_equal, **ROUNDING)


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


# Under which names a layer may keep z and h that lacks these.
NEAR_NAMES = {"z": ("Z", "pre_activation", "_z"), "h": ("H", "post_activation", "_h")}


def kept(layer, name):
    """What a layer keeps under a name. Where there is nothing, whether there is under a near one is told."""
    value = getattr(layer, name)
    if isinstance(value, Raised):
        found = [near for near in NEAR_NAMES[name] if not isinstance(getattr(layer, near), Raised)]
        if found:
            expect(False, f"After forward, the layer has no {name}, but it has {' and '.join(found)}.")
        return getattr(layer, name)  # what is asked last is what a student reads
    return value


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
            expect_close(kept(layer, "z"), x @ W.T + b, of="z")
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
            expect_close(kept(layer, "h"), activation(x @ W.T + b), of="h")
        other.forward(np.ones(4))
        expect_close(layer.h, activation(x @ W.T + b), of="after a pass through another layer, h")
        layer.W = 2 * W  # as a step of training does
        expect_close(layer.h, activation(x @ W.T + b), of="after W was changed, h")


@shapes.check(points=1, builds_on=["DenseLayer"], inputs_unharmed=True)
def gives_the_shapes_of_this_pass(stored_shapes, DenseLayer, rng):
    """Both shapes belong to the pass of this x, on a fresh layer and on one used before."""
    for (n_in, n_out), before, now in cases_to_try(rng):
        W, b = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        layer = with_parameters(DenseLayer, (n_in, n_out, {}), W, b)
        formers, x = [rng.normal(size=shape) for shape in before], rng.normal(size=now)
        for former in formers:
            layer.forward(former)
        got, z = stored_shapes(layer, x), x @ W.T + b
        if isinstance(got, Raised) or got is None:
            expect_shape(got, [z.shape, z.shape])
        elif expect(are_two_shapes(got), f"It gave {show(got)}, but two shapes were expected."):
            expect(same(got, [z.shape, z.shape]), f"It gave {show(got)} for x of shape {x.shape}.")
        expect(
            same(layer.z, z, **ROUNDING) and same(layer.h, relu(z), **ROUNDING),
            "Afterwards layer.z and layer.h weren't those of this x: did it run the pass of this layer?",
        )
        for former in formers:  # a misconception that is tried on this layer finds it as it was
            layer.forward(former)


def are_two_shapes(got):
    """Whether an answer is a pair of tuples, lists or an array with a row for each."""
    if isinstance(got, np.ndarray):
        return got.ndim == 2 and len(got) == 2
    pair = isinstance(got, tuple | list) and len(got) == 2
    return pair and all(isinstance(shape, tuple | list | np.ndarray) for shape in got)


def cases_to_try(rng):
    """Sizes of a layer, shapes of inputs that went through it before, and of the x that is asked for."""
    for former, now in ((None, 1), (None, 2), (2, 1), (1, 2), (2, 2)):  # numbers of axes
        n_in, n_out, batch, other_batch = (int(size) for size in rng.permutation(np.arange(2, 9))[:4])
        shape = {1: (n_in,), 2: (batch, n_in)}[now]
        yield (n_in, n_out), [] if former is None else [{1: (n_in,), 2: (other_batch, n_in)}[former]], shape
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
    """After forward(x) your layer has neither z nor h. Keep both as its attributes, by these names."""

    def forward(self, x):
        return self.activation(x @ self.W.T + self.b)


@storing.misconception(id="capital_names", loses=["test_DenseLayer_z", "test_DenseLayer_h"])
class stores_capital_names(PlainLayer):
    """Your layer keeps Z and H, which to Python are other names than z and h. Which ones are asked for?"""

    def forward(self, x):
        self.Z = x @ self.W.T + self.b
        self.H = self.activation(self.Z)
        return self.H


@storing.misconception(loses=["test_DenseLayer"])
class returns_both(PlainLayer):
    """Your forward returns z and h as a pair. The next layer takes one array as its input: which one?"""

    def forward(self, x):
        self.z = x @ self.W.T + self.b
        self.h = self.activation(self.z)
        return self.z, self.h


@storing.misconception
class single_input_only(PlainLayer):
    """This works for one input. In a batch the inputs are rows, so W @ x doesn't fit: what does?"""

    def forward(self, x):
        self.z = self.W @ x + self.b
        self.h = self.activation(self.z)
        return self.h


@shapes.misconception
def shape_of_input(layer, x):
    """These are the shapes of x. Ask the layer for the shapes of what it stored."""
    return x.shape, x.shape


@shapes.misconception
def forgot_forward_pass(layer, x):
    """The layer stores z and h during a forward pass. Nobody ran one for this x."""
    return layer.z.shape, layer.h.shape


@shapes.misconception
def joined_shapes(layer, x):
    """+ puts two tuples together into one longer one. Two shapes were asked for, each by itself."""
    layer.forward(x)
    return layer.z.shape + layer.h.shape


@shapes.misconception
def ndim_for_shape(layer, x):
    """You tell how many axes z and h have. A shape tells how long each of them is."""
    layer.forward(x)
    return layer.z.ndim, layer.h.ndim
