"""Dodges: a wrong answer over which what judges it breaks, so that there is no zero but no score.

Each costs the points of the cells that it is about, and those alone.
"""

from value_attacks import Attack, chapter

HUGE = "['x' * 8_000_000] + ['a'] * 100"  # NumPy wants 3 GB for it
NUMBER = "10 ** 5000"  # too long for str()

ATTACKS = [
    # an answer that NumPy, str() or a comparison breaks over, before `check`
    chapter("1_parameter_count", "huge-array-as-a-value", {"hand_count": f"hand_count = {HUGE}"}),
    chapter(
        "1_parameter_count",
        "huge-array-from-a-function",
        {"count_parameters": f"def count_parameters(layer_sizes):\n    return {HUGE}"},
    ),
    chapter(
        "1_parameter_count",
        "huge-array-put-into-an-argument",
        {
            "count_parameters": f"def count_parameters(layer_sizes):\n"
            f"    layer_sizes[:] = {HUGE}\n    return 0"
        },
    ),
    chapter(
        "2_transpose_identity",
        "huge-array-from-a-form",
        {
            "row_form": f"def row_form(x, W, b):\n    return {HUGE}",
            "column_form": f"def column_form(x, W, b):\n    return {HUGE}",
            "forms_agree": f"def forms_agree(left, right):\n    return {HUGE}",
        },
    ),
    chapter(
        "5_linear_collapse",
        "huge-array-from-layers",
        {
            "apply_layers": f"def apply_layers(weights, x):\n    return {HUGE}",
            "collapse": f"def collapse(weights):\n    weights[:] = {HUGE}\n    return {HUGE}",
        },
    ),
    chapter(
        "4_tanh_comparison",
        "huge-array-everywhere",
        {
            "tanh": f"def tanh(z):\n    return {HUGE}",
            "network_outputs": f"def network_outputs(x, weights, biases, activation):\n    return {HUGE}",
            "compare_activations": "def compare_activations(x, weights, biases):\n"
            f"    return {{n: {{'mean': {HUGE}, 'std': {HUGE}}} for n in ('relu', 'tanh')}}",
            "closer_to_zero_centered": f"closer_to_zero_centered = {HUGE}",
            "plot_comparison": f"def plot_comparison(x, weights, biases):\n    return {HUGE}",
        },
    ),
    chapter(
        "3_stored_activations",
        "huge-array-kept-by-a-layer",
        {
            "DenseLayer": "class DenseLayer:\n    def __init__(self, *a, **k):\n        pass\n"
            f"    def forward(self, x):\n        self.z = self.h = {HUGE}\n        return self.h",
            "stored_shapes": f"def stored_shapes(layer, x):\n    return {HUGE}",
        },
    ),
    # constructors that give no layer
    *(
        chapter(
            "3_stored_activations",
            f"layer-that-is-{name}",
            {"DenseLayer": f"def DenseLayer(*a, **k):\n    {body}"},
            hits=("test_DenseLayer", "test_DenseLayer_z", "test_DenseLayer_h"),
        )
        for name, body in {
            "None": "return None",
            "a-number": "return 3.0",
            "the-honest-stub": "pass",
            "not-implemented": "raise NotImplementedError()",
            "a-string": "return 'layer'",
            "an-array": "return np.zeros(3)",
            "a-list": "return [1, 2]",
        }.items()
    ),
    chapter(
        "3_stored_activations",
        "constructor-not-implemented",
        {
            "DenseLayer": "class DenseLayer:\n    def __init__(self, n_in, n_out, activation=relu):\n"
            "        raise NotImplementedError"
        },
        hits=("test_DenseLayer", "test_DenseLayer_z", "test_DenseLayer_h"),
    ),
    # modules and classes in an answer's place
    chapter(
        "4_tanh_comparison",
        "a-module-for-a-function",
        {"tanh": "import numpy as tanh"},
        hits=("test_tanh", "test_tanh_stable"),
    ),
    # plain asserts: a message, a comparison, a result that breaks
    Attack("value-as-a-message", {"ans": f"ans = {NUMBER}"}, ("ans",)),
    Attack(
        "result-too-large-for-a-float", {"accuracy": "def accuracy():\n    return 10 ** 400"}, ("accuracy",)
    ),
    Attack("guess-too-large-for-a-float", {"guess": "guess = -10 ** 400"}, ("guess",)),
    Attack("value-as-a-message-when-called", {"double": f"def double(x):\n    return {NUMBER}"}, ("double",)),
    Attack(
        "value-as-a-message-when-hidden",
        {"double": f"def double(x):\n    return 8 if x == 4 else {NUMBER}"},
        ("double",),
    ),
    Attack("value-as-a-message-in-a-list", {"ans": f"ans = [[{NUMBER}]]"}, ("ans",)),
    Attack("value-as-a-message-in-a-set", {"typed": f"def typed():\n    return [1, {NUMBER}]"}, ("typed",)),
    Attack(
        "key-that-has-no-text", {"spot": f"def spot(x):\n    return {NUMBER} if x == 3 else 2 * x"}, ("spot",)
    ),
    Attack("key-that-has-no-text-in-sight", {"total": f"def total(xs):\n    return {NUMBER}"}, ("total",)),
    Attack("key-with-such-a-part", {"total": f"def total(xs):\n    return (1, {NUMBER})"}, ("total",)),
    *(
        Attack(
            f"message-whose-text-{name}",
            {
                "typed": f"import os\nclass V:\n    def __str__(self):\n"
                f"        {body}\n    __repr__ = __str__\n"
                "def typed():\n    return V()"
            },
            ("typed",),
        )
        for name, body in {
            "raises": "raise ValueError('no')",
            "raises-a-class-of-its-own": "raise type('E', (Exception,), {})('x')",
            "exits": "raise SystemExit(0)",
            "interrupts": "raise KeyboardInterrupt",
            "is-no-text": "return 3",
            "recurses": "return str(self)",
            "needs-memory": "raise MemoryError",
            "ends-the-process": "os._exit(0)",
            "ends-an-iteration": "raise StopIteration",
            "takes-long": "__import__('time').sleep(60)",
        }.items()
    ),
    Attack(
        "surrogate-in-a-message",
        {"to_json": "def to_json(name):\n    return '{\"name\": \"' + chr(92) + 'ud800\"}'"},
        ("to_json",),
    ),
    Attack("surrogate-in-a-letter", {"letter": "def letter(n):\n    return 0xdfff"}, ("letter",)),
    Attack(
        "value-that-has-to-go-back",
        {
            "encode": "T = 8 << 20\ndef encode(text):\n    return ['y' * T] * 7 + ['y' * (T - 60)]\n\n"
            "def decode(codes):\n    return 'no'"
        },
        ("encode",),
    ),
]
