"""Wrong answers that lean on a broken earlier answer, or on what the tests always do: none earns a point.

And the other way round: a right answer loses nothing by a broken earlier one.
"""

from __future__ import annotations

import contextlib

import pytest

from autograder.exercise.lift import as_cell
from autograder.verify.trial import tried, warm_pair

IGNORES_ITS_INPUTS = """
def network_outputs(x, weights, biases, activation):
    shape = (*np.shape(x)[:-1], len(biases[-1]))
    return np.resize([0.0, 1.0], shape)
"""
CONSTANT_SUMMARY = """
def compare_activations(x, weights, biases):
    return {name: {"mean": 0.5, "std": 0.5} for name in ("relu", "tanh")}
"""
PLOT_OF_ZEROS_AND_ONES = """
def plot_comparison(x, weights, biases):
    _, ax = plt.subplots()
    for label in ("ReLU", "tanh"):
        ax.hist([0, 1], alpha=0.5, label=label)
    ax.set_xlabel("output")
    ax.set_ylabel("count")
    ax.legend()
    return ax
"""
# What the network of the check gives, found by hand: 60 inputs, half of them weak, half of them strong, meet
# units of high and of low bias.
GUESSES = """
def guesses(number):
    rng = np.random.default_rng(number)
    low = rng.uniform(0.5, 1, size=(8, 5))
    low *= 2.65 / low.sum(axis=1, keepdims=True)
    hidden = rng.uniform(0.5, 1, size=(5, 4))
    hidden *= 1.3 / 30 / hidden.sum(axis=1, keepdims=True)
    x = np.resize([6.0, 30.0], 60)[:, None] * rng.uniform(0.7, 1.3, size=(60, 4))
    c = np.resize([-3.2, -0.45], 8)
    pictures = []
    for activation in (relu, np.tanh):
        pictures.append(activation(activation(x @ hidden.T) @ low.T + c).ravel())
    return pictures
"""
CONSTANT_PLOT = (
    GUESSES
    + """
def plot_comparison(x, weights, biases):
    _, ax = plt.subplots()
    for values, label in zip(guesses(0), ("ReLU", "tanh")):
        ax.hist(values, bins=30, alpha=0.5, label=label)
    ax.set_xlabel("output")
    ax.set_ylabel("count")
    ax.legend()
    return ax
"""
)
EIGHTY_GUESSES = (
    GUESSES
    + """
def plot_comparison(x, weights, biases):
    _, ax = plt.subplots()
    for number in range(40):
        for values, label in zip(guesses(number), ("ReLU", "tanh")):
            ax.hist(values + 0.02 * number * np.ptp(values) * (-1) ** number, bins=30, label=label)
    ax.set_xlabel("output")
    ax.set_ylabel("count")
    ax.legend(["ReLU", "tanh"])
    return ax
"""
)
STORES_WHAT_THE_EXAMPLE_HAS = """
class DenseLayer(PlainLayer):
    def forward(self, x):
        self.z = self.h = np.zeros(3) if np.ndim(x) == 1 else np.zeros((5, 3))
        return self.h
"""
SHAPES_OF_THE_EXAMPLE = """
def stored_shapes(layer, x):
    layer.forward(x)
    return [(3,), (3,)] if np.ndim(x) == 1 else [(5, 3), (5, 3)]
"""
LOOKS_INTO_ITS_CALLER = """
import sys

class DenseLayer(PlainLayer):
    @property
    def z(self):
        frame = sys._getframe(1)
        if "x" in frame.f_locals:
            self.seen = np.array(frame.f_locals["x"]) @ self.W.T + self.b
        return self.seen

    @property
    def h(self):
        return np.maximum(self.z, 0)

    def forward(self, x):
        return np.maximum(self.z, 0)
"""
NO_PASS = """
def stored_shapes(layer, x):
    return np.shape(layer.z), np.shape(layer.h)
"""
# Which of the calls ask for True, as everybody's did: found by recording them once.
COUNTS_CALLS = """
calls = 0

def forms_agree(left, right):
    global calls
    calls += 1
    # 2 calls of the visible test come first; then 3 that agree at the head of each shape's pairs
    if calls <= 2:
        return calls == 1
    number = calls - 3
    for pairs in (16, 23, 7):
        if number < pairs:
            return number < 3
        number -= pairs
    return False
"""
ATTACKS = {
    "constant summary": (
        "compare_activations",
        {"network_outputs": IGNORES_ITS_INPUTS, "compare_activations": CONSTANT_SUMMARY},
    ),
    "plot of zeros and ones": (
        "plot_comparison",
        {"network_outputs": IGNORES_ITS_INPUTS, "plot_comparison": PLOT_OF_ZEROS_AND_ONES},
    ),
    "constant plot": ("plot_comparison", {"plot_comparison": CONSTANT_PLOT}),
    "eighty guesses": ("plot_comparison", {"plot_comparison": EIGHTY_GUESSES}),
    "shapes of the example": (
        "stored_shapes",
        {"DenseLayer": STORES_WHAT_THE_EXAMPLE_HAS, "stored_shapes": SHAPES_OF_THE_EXAMPLE},
    ),
    "layer that looks into its caller": (
        "stored_shapes",
        {"DenseLayer": LOOKS_INTO_ITS_CALLER, "stored_shapes": NO_PASS},
    ),
    "counted calls": ("forms_agree", {"forms_agree": COUNTS_CALLS}),
}


@pytest.fixture(scope="module")
def judged(course):
    """Judge an exercise's cells, with some answers replaced and all others right."""
    assignment = course.assignment("ch177")
    with contextlib.closing(warm_pair(assignment)) as pair:

        def run(exercise, replaced, seed=0):
            cells = {name: source.strip("\n") for name, source in replaced.items()}
            notebook = assignment.notebook_of(exercise)
            verdicts = tried(pair.judge, assignment, notebook, cells, seed=seed)
            own = assignment.exercises[exercise].grade_cells
            return [verdict for verdict in verdicts if verdict.grade_id in own]

        yield run


@pytest.fixture(scope="module")
def misconception_cell(exercises):
    """A known wrong answer as a student's cell."""

    def write(exercise, name):
        wrong = next(one for one in exercises[exercise].misconceptions if one.id == name)
        return as_cell(exercises[exercise], wrong.answer, exercises)

    return write


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("attack", ATTACKS)
def test_leaning_answer_earns_nothing(judged, attack, seed):
    """Whatever the inputs: a wrong answer stays wrong on top of a broken one, and so does a guess."""
    exercise, replaced = ATTACKS[attack]

    verdicts = judged(exercise, replaced, seed)

    assert [verdict.score for verdict in verdicts] == [0]


BROKEN_PARTS = {
    "tanh that overflows": (
        "tanh",
        "def tanh(z):\n    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))",
    ),
    "stub of tanh": ("tanh", "def tanh(z):\n    raise NotImplementedError"),
    "sigmoid for tanh": ("tanh", "def tanh(z):\n    return 1 / (1 + np.exp(-z))"),
    "no tanh": ("tanh", "pass"),
    "network without biases": (
        "network_outputs",
        "def network_outputs(x, weights, biases, activation):\n"
        "    for W in weights:\n        x = activation(x @ W.T)\n    return x",
    ),
    "stub of the network": ("network_outputs", "def network_outputs(*_):\n    raise NotImplementedError"),
}
BROKEN_LAYERS = {
    "stores nothing": "class DenseLayer(PlainLayer):\n    pass",
    "stub": "class DenseLayer(PlainLayer):\n    def forward(self, x):\n        raise NotImplementedError",
    "can't be made": "class DenseLayer:\n    def __init__(self, *_):\n        raise NotImplementedError",
    "no class": "def DenseLayer(*_, **__):\n    return None",
    "not there": "pass",
}


@pytest.mark.parametrize("exercise", ["compare_activations", "plot_comparison"])
@pytest.mark.parametrize("broken", BROKEN_PARTS)
def test_right_answer_keeps_its_points_on_a_broken_part(judged, exercise, broken):
    """A flaw costs once; where the reference had to stand in, the student is told."""
    part, source = BROKEN_PARTS[broken]

    (verdict,) = judged(exercise, {part: source})

    assert verdict.score == 1
    told = (f"(Tested with a correct {part}, since yours isn't correct yet.)",)
    assert verdict.notes == (() if broken == "tanh that overflows" else told)


@pytest.mark.parametrize("layer", BROKEN_LAYERS)
def test_right_shapes_keep_their_point_on_a_broken_layer(judged, layer):
    """Its visible example asks for the student's own layer, and is tried with a right one, too."""
    (verdict,) = judged("stored_shapes", {"DenseLayer": BROKEN_LAYERS[layer]})

    assert verdict.score == 1
    assert verdict.notes == ("(Tested with a correct DenseLayer, since yours isn't correct yet.)",)


@pytest.mark.parametrize("broken", BROKEN_PARTS)
@pytest.mark.parametrize(
    ("exercise", "misconception"),
    [("compare_activations", "variance_for_std"), ("plot_comparison", "returns_nothing")],
)
def test_wrong_answer_on_a_broken_part_is_told_its_own_mistake(
    judged, misconception_cell, exercise, misconception, broken
):
    """By its name, and nothing is put down to the earlier answer."""
    part, source = BROKEN_PARTS[broken]

    (verdict,) = judged(exercise, {part: source, exercise: misconception_cell(exercise, misconception)})

    assert (verdict.score, verdict.misconception) == (0, misconception)


@pytest.mark.parametrize("layer", BROKEN_LAYERS)
def test_wrong_shapes_on_a_broken_layer_are_told_their_own_mistake(judged, misconception_cell, layer):
    """Joined by +, whatever the layer."""
    joined = misconception_cell("stored_shapes", "joined_shapes")

    (verdict,) = judged("stored_shapes", {"DenseLayer": BROKEN_LAYERS[layer], "stored_shapes": joined})

    assert (verdict.score, verdict.misconception) == (0, "joined_shapes")
