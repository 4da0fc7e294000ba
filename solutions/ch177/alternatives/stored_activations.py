"""Other correct answers to notebook 3: a dense layer that remembers its last forward pass."""

import sys
import warnings
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from layers import DenseLayer as PlainLayer
from layers import linear, relu

from solutions.ch177.stored_activations import shapes, storing

Shapes = namedtuple("Shapes", ["z", "h"])


def he_weights(n_in, n_out, rng=None):
    rng = np.random.default_rng() if rng is None else rng
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))


class Remembering:
    """Keeps the last value of everything that it is told."""

    def __init__(self):
        self.values = {}

    def remember(self, **values):
        self.values.update(values)


@storing.alternative
class LayerThatCallsForwardOfItsBase(PlainLayer):
    """Computes z and leaves the rest to super().forward."""

    def forward(self, x):
        self.z = np.dot(x, self.W.T) + self.b
        self.h = super().forward(x)
        return self.h


@storing.alternative
class LayerWithoutABase:
    """A complete rewrite."""

    def __init__(self, n_in, n_out, activation=relu, rng=None):
        self.W = he_weights(n_in, n_out, rng)
        self.b = np.zeros(n_out)
        self.activation = activation
        self.z = None
        self.h = None

    def forward(self, x):
        self.z = x @ self.W.T + self.b
        self.h = self.activation(self.z)
        return self.h


@storing.alternative
class LayerWithACacheAndProperties(PlainLayer):
    """A dictionary holds both, properties show them."""

    def __init__(self, n_in, n_out, activation=relu, rng=None):
        super().__init__(n_in, n_out, activation, rng)
        self.cache = {}

    @property
    def z(self):
        return self.cache["z"]

    @property
    def h(self):
        return self.cache["h"]

    def forward(self, x):
        z = np.einsum("...i,oi->...o", x, self.W) + self.b
        self.cache = {"x": x, "z": z, "h": self.activation(z)}
        return self.cache["h"]


@storing.alternative
@dataclass
class LayerAsADataclass:
    """A dataclass with fields in the order of the arguments."""

    n_in: int
    n_out: int
    activation: Callable = relu
    rng: np.random.Generator | None = None
    W: np.ndarray = field(init=False)
    b: np.ndarray = field(init=False)
    z: np.ndarray = field(init=False, default=None)
    h: np.ndarray = field(init=False, default=None)

    def __post_init__(self):
        self.W = he_weights(self.n_in, self.n_out, self.rng)
        self.b = np.zeros(self.n_out)

    def forward(self, x):
        self.z = np.matmul(x, self.W.T) + self.b
        self.h = self.activation(self.z)
        return self.h


@storing.alternative
class LayerWithSlots:
    """No dictionary of attributes, only slots."""

    __slots__ = ("W", "activation", "b", "h", "z")

    def __init__(self, n_in, n_out, activation=relu, rng=None):
        self.W = he_weights(n_in, n_out, rng)
        self.b = np.zeros(n_out)
        self.activation = activation

    def forward(self, x):
        self.z = (self.W @ np.transpose(x)).T + self.b
        self.h = self.activation(self.z)
        return self.h


@storing.alternative
class LayerThatStoresCopies(PlainLayer):
    """Stores copies, so that nobody changes them through the result."""

    def forward(self, x):
        z = np.asarray(x, dtype=float) @ self.W.T + self.b
        h = self.activation(z)
        self.z = z.copy()
        self.h = np.array(h, copy=True)
        return h


@storing.alternative
class LayerAroundALayer:
    """Composition: holds a plain layer and hands its parameters through."""

    def __init__(self, n_in, n_out, activation=relu, rng=None):
        self.inner = PlainLayer(n_in, n_out, linear, rng)
        self.activation = activation

    @property
    def W(self):
        return self.inner.W

    @W.setter
    def W(self, value):
        self.inner.W = value

    @property
    def b(self):
        return self.inner.b

    @b.setter
    def b(self, value):
        self.inner.b = value

    def forward(self, x):
        self.z = self.inner.forward(x)
        self.h = self.activation(self.z)
        return self.h


@storing.alternative
class LayerWithAHelperMethod(PlainLayer):
    """Methods for both steps, extra attributes, keyword-only extras."""

    def __init__(self, n_in, n_out, activation=relu, rng=None, *, name="layer", verbose=True):
        super().__init__(n_in, n_out, activation=activation, rng=rng)
        self.name = name
        self.verbose = verbose
        self.passes = 0
        self.x = None

    def pre_activation(self, x):
        return x @ self.W.T + self.b

    def forward(self, x):
        self.x = x
        self.passes += 1
        self.z = self.pre_activation(x)
        self.h = self.activation(self.z)
        if self.verbose:
            print(f"{self.name}: pass {self.passes}, z {self.z.shape}, h {self.h.shape}")
        return self.h


@storing.alternative
class LayerWithLoops(PlainLayer):
    """Every unit of every input in loops, for one input and for a batch."""

    def forward(self, x):
        batch = np.atleast_2d(x)
        z = np.empty((len(batch), len(self.b)))
        for i, row in enumerate(batch):
            for j in range(len(self.b)):
                z[i, j] = sum(self.W[j] * row) + self.b[j]
        self.z = z if np.ndim(x) == 2 else z[0]
        self.h = self.activation(self.z)
        return self.h


@storing.alternative
class LayerThatActivatesNumberByNumber(PlainLayer):
    """np.vectorize around the activation."""

    def forward(self, x):
        self.z = np.add(np.matmul(x, self.W.transpose()), self.b)
        self.h = np.vectorize(self.activation, otypes=[float])(self.z)
        return self.h


@storing.alternative
class LayerWithStoredLists(PlainLayer):
    """Stores and returns lists where arrays are meant."""

    def forward(self, x):
        z = np.array(x) @ self.W.T + self.b
        h = self.activation(z)
        self.z = z.tolist()
        self.h = h.tolist()
        return self.h


@storing.alternative
class LayerWithAHistory(PlainLayer):
    """Keeps all passes in a list; z and h are those of the last one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.history = []

    def forward(self, x):
        z = x @ self.W.T + self.b
        self.history.append((z, self.activation(z)))
        return self.h

    z = property(lambda self: self.history[-1][0])
    h = property(lambda self: self.history[-1][1])


@storing.alternative
class LayerThatSpiesOnItsActivation(PlainLayer):
    """Lets the base class compute, with an activation that writes down what goes in and out."""

    def forward(self, x):
        activation = self.activation

        def spy(z):
            self.z = z
            self.h = activation(z)
            return self.h

        self.activation = spy
        try:
            return super().forward(x)
        finally:
            self.activation = activation


@storing.alternative
class LayerWithTypeHintsAndWarnings(PlainLayer):
    """Class-level defaults, hints, and a warning on the first pass."""

    z: np.ndarray | None = None
    h: np.ndarray | None = None

    def forward(self, x: np.ndarray) -> np.ndarray:
        if self.z is None:
            warnings.warn("first pass", stacklevel=2)
            print("first pass", file=sys.stderr)
        self.z = np.inner(x, self.W) + self.b
        self.h = self.activation(self.z)
        return self.h


@storing.alternative
class LayerWithAMixin(Remembering, PlainLayer):
    """Two bases: one remembers, one has the parameters."""

    def __init__(self, n_in, n_out, activation=relu, rng=None):
        Remembering.__init__(self)
        PlainLayer.__init__(self, n_in, n_out, activation, rng)

    def __getattr__(self, name):
        if name in ("z", "h") and "values" in self.__dict__:
            return self.values[name]
        raise AttributeError(name)

    def forward(self, x):
        z = x @ self.W.T + self.b
        self.remember(z=z, h=self.activation(z))
        return self.h


@storing.alternative
class LayerWithWritableBuffers(PlainLayer):
    """Activates a copy in place of a new array, and is callable too."""

    def __call__(self, x):
        self.z = x @ self.W.T
        self.z += self.b
        self.h = self.z.copy()
        self.h[...] = self.activation(self.h)
        return self.h

    def forward(self, x):
        return self(x)


@shapes.alternative
def shapes_by_np_shape(layer, x):
    """np.shape of both."""
    layer.forward(x)
    return np.shape(layer.z), np.shape(layer.h)


@shapes.alternative
def shapes_as_list(layer, x):
    """A list of two tuples."""
    layer.forward(x)
    return [layer.z.shape, layer.h.shape]


@shapes.alternative
def shapes_as_list_of_lists(layer, x):
    """A list of lists."""
    layer.forward(x)
    z_shape = list(np.shape(layer.z))
    h_shape = list(np.shape(layer.h))
    return [z_shape, h_shape]


@shapes.alternative
def shapes_with_the_returned_value(layer, x):
    """The shape of h from what forward returns."""
    h = layer.forward(x)
    z = layer.z
    return np.asarray(z).shape, np.asarray(h).shape


@shapes.alternative
def shapes_from_a_dictionary(layer, x):
    """Collected in a dictionary, returned as a tuple of its values."""
    layer.forward(x)
    found = {name: np.shape(getattr(layer, name)) for name in ("z", "h")}
    print(found)
    return tuple(found.values())


@shapes.alternative
def shapes_as_array(layer, x):
    """An array with one row for z and one for h."""
    layer.forward(x)
    return np.array([np.shape(layer.z), np.shape(layer.h)])


@shapes.alternative
def shapes_as_named_tuple(layer, x):
    """A namedtuple with the fields z and h."""
    layer.forward(x)
    return Shapes(z=np.shape(layer.z), h=np.shape(layer.h))


@shapes.alternative
def shapes_by_len(layer, x):
    """Lengths, counted with len, for one input and for a batch."""
    layer.forward(x)

    def shape(values):
        if np.ndim(values) == 1:
            return (len(values),)
        return len(values), len(values[0])

    return shape(layer.z), shape(layer.h)


@shapes.alternative
def shapes_with_numpy_integers(layer, x):
    """Tuples of np.int64."""
    layer.forward(x)
    return tuple(tuple(np.int64(n) for n in np.shape(stored)) for stored in (layer.z, layer.h))


@shapes.alternative
def shapes_by_map_and_loop(layer, x):
    """A loop with append, for a copy of x."""
    layer.forward(np.array(x))
    found = []
    for stored in [layer.z, layer.h]:
        found.append(tuple(map(int, np.shape(stored))))
    return found[0], found[1]


@shapes.alternative
def shapes_from_two_passes(layer, x):
    """Runs one pass for z and another one for h."""
    layer.forward(x)
    z_shape = np.shape(layer.z)
    layer.forward(x)
    h_shape = np.shape(layer.h)
    return (z_shape, h_shape)


@shapes.alternative
def shapes_with_checks_and_warnings(layer, x, verbose=True):
    """Asserts what it expects, prints and warns."""
    out = layer.forward(x)
    assert np.shape(out) == np.shape(layer.h), "forward should return h"
    if verbose:
        print("z:", np.shape(layer.z), "h:", np.shape(layer.h))
    if np.ndim(x) == 1:
        warnings.warn("one input only", stacklevel=2)
    return np.shape(layer.z), np.shape(layer.h)
