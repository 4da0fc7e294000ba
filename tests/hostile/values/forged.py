"""Forgeries in plain asserts: an answer that makes a test say yes without being right."""

from value_attacks import Attack

YES = """class Yes:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *a, **k: {value}
"""


def says(value: str) -> str:
    """An object whose every method gives the same."""
    return YES.format(value=value)


# A class whose len, items and iteration contradict each other.
LIAR = """class Liar:
    def __init__(self, *a):
        pass
    def __len__(self):
        return {length}
    def __iter__(self):
        return iter({items})
    def __getitem__(self, i):
        return {item}
"""

# The student's side of the channel, made to say something else.
BARE = """
import sys
from autograder.remote import messages as m
for side in list(sys.modules.values()):
    if getattr(side, "__name__", "").startswith("autograder.student"):
        for held in vars(side).values():
            if isinstance(held, type) and hasattr(held, "operate"):
                def operate(self, request, kept=held.operate):
                    {body}
                    return kept(self, request)
                held.operate = operate
"""


def bare(body: str) -> str:
    """A cell that answers the judge's questions itself."""
    return BARE.format(body=body)


ATTACKS = [
    # what asks an object's methods
    Attack("text-that-says-yes", {"greet": f"{says('1')}def greet(name):\n    return Yes()"}, ("greet",)),
    Attack(
        "text-that-strips-to-itself",
        {
            "shout": f"{says('Yes()')}    def isupper(self):\n        return True\n"
            "def shout(text):\n    return Yes()"
        },
        ("shout",),
    ),
    Attack(
        "set-that-says-yes",
        {
            "primes": "class S(object):\n    def issuperset(self, o):\n        return True\n"
            "    def issubset(self, o):\n        return True\n"
            "    def isdisjoint(self, o):\n        return False\n"
            "def primes(n):\n    return S()"
        },
        ("primes",),
    ),
    Attack(
        "dictionary-that-gives-what-is-asked",
        {
            "counts": "class D:\n    def __getitem__(self, k):\n        return 2\n"
            "    def items(self):\n        return [('a', 1), ('b', 1), ('c', 1)]\n"
            "def counts(text):\n    return D()"
        },
        ("counts",),
    ),
    Attack(
        "length-and-no-items",
        {"squares": LIAR.format(length=3, items=[], item=0) + "def squares(n):\n    return Liar()"},
        ("squares",),
    ),
    Attack(
        "sequence-that-ends-at-once",
        {
            "squares": "class Q:\n    def __len__(self):\n        return 3\n"
            "    def __getitem__(self, i):\n        raise IndexError\ndef squares(n):\n    return Q()"
        },
        ("squares",),
    ),
    Attack(
        "iterator-that-has-a-length",
        {
            "squares": "class Q:\n    def __len__(self):\n        return 3\n"
            "    def __iter__(self):\n        return self\n"
            "    def __next__(self):\n        raise StopIteration\n"
            "def squares(n):\n    return Q()"
        },
        ("squares",),
    ),
    Attack(
        "stack-that-contradicts-itself",
        {
            "Stack": "class Stack:\n    n = 0\n    def push(self, x):\n        self.n += 1\n"
            "    def pop(self):\n        return self.n\n    def __len__(self):\n        return self.n\n"
            "    def __iter__(self):\n        return iter(())\n"
            "    def __getitem__(self, i):\n        return i + 1"
        },
        ("Stack",),
    ),
    # ends that cross
    Attack(
        "stop-iteration",
        {"is_even": "def is_even(n):\n    if n == 3:\n        return False\n    raise StopIteration"},
        ("is_even",),
    ),
    Attack("stop-iteration-in-a-loop", {"power": "def power(x):\n    raise StopIteration(1)"}, ("power",)),
    Attack(
        "stop-iteration-in-a-loop-later",
        {
            "power": "class Last(StopIteration, ValueError):\n    pass\n"
            "def power(x):\n    if x == 1:\n        return 1\n    raise Last"
        },
        ("power",),
    ),
    Attack(
        "stop-iteration-of-its-own",
        {"is_even": "class Stop(StopIteration):\n    pass\ndef is_even(n):\n    raise Stop"},
        ("is_even",),
    ),
    # whose name it is
    Attack(
        "helper-after-a-raise",
        {
            "third": "def third(x):\n    return 0\n\ndef warm_up(x):\n    raise ValueError\n\n"
            "def close(a, b):\n    return True"
        },
        ("third",),
    ),
    Attack(
        "helper-after-an-exit",
        {
            "third": "def third(x):\n    return 0\n\ndef warm_up(x):\n    raise SystemExit\n\n"
            "def close(a, b):\n    return True"
        },
        ("third",),
    ),
    Attack(
        "helper-after-an-interrupt",
        {
            "third": "def third(x):\n    return 0\n\ndef warm_up(x):\n"
            "    raise KeyboardInterrupt\n\ndef close(a, b):\n    return True"
        },
        ("third",),
    ),
    Attack(
        "helper-after-a-missing-name",
        {"third": "def third(x):\n    return 0\n\ndef close(a, b):\n    return True"},
        ("third",),
    ),
    Attack(
        "helper-after-a-kill",
        {
            "third": "import os\ndef third(x):\n    return 0\n\ndef warm_up(x):\n    os._exit(0)\n\n"
            "def close(a, b):\n    return True"
        },
        ("third",),
    ),
    Attack(
        "helper-in-a-cell-of-ones-own",
        {"third": "def third(x):\n    return 0\n\ndef warm_up(x):\n    1 / 0"},
        ("third",),
        ("def close(a, b):\n    return True",),
    ),
    Attack(
        "tolerance-of-ones-own", {"quarter": "def quarter(x):\n    return 0\n\nTOLERANCE = 1e9"}, ("quarter",)
    ),
    Attack(
        "infinite-tolerance",
        {"quarter": "def quarter(x):\n    return 1e300\n\nTOLERANCE = float('inf')"},
        ("quarter",),
    ),
    Attack(
        "abs-for-everybody",
        {
            "abs": "def abs(x):\n    return 0.0",
            "cube": "def cube(x):\n    return 0.0",
            "root": "def root(x):\n    return 0.0",
            "quarter": "def quarter(x):\n    return 5",
        },
        ("abs", "cube", "root", "quarter"),
    ),
    Attack(
        "abs-right-where-it-is-asked",
        {"abs": "def abs(x):\n    return {-3: 3, 4: 4}.get(x, 0)", "cube": "def cube(x):\n    return 1e9"},
        ("cube",),
    ),
    # partial credit
    Attack("negative-credit", {"guess": "guess = 1000"}, ("guess",)),
    Attack("credit-of-nan", {"guess": "guess = float('nan')"}, ("guess",)),
    Attack("credit-of-minus-infinity", {"guess": "guess = float('inf')"}, ("guess",)),
    Attack("credit-of-infinity", {"accuracy": "def accuracy():\n    return float('inf')"}, ("accuracy",)),
    Attack("credit-beyond-all", {"accuracy": "def accuracy():\n    return 1e9"}, ("accuracy",)),
    Attack("credit-just-beyond-all", {"accuracy": "def accuracy():\n    return 1.5"}, ("accuracy",)),
    Attack("credit-below-zero", {"accuracy": "def accuracy():\n    return -1"}, ("accuracy",)),
    Attack(
        "credit-as-an-array", {"accuracy": "def accuracy():\n    return np.array([0.5, 0.5])"}, ("accuracy",)
    ),
    Attack("credit-as-a-text", {"accuracy": "def accuracy():\n    return 'all'"}, ("accuracy",)),
    Attack("credit-as-a-complex-number", {"accuracy": "def accuracy():\n    return 1j"}, ("accuracy",)),
    Attack("credit-as-a-list", {"accuracy": "def accuracy():\n    return []"}, ("accuracy",)),
    # the channel
    Attack(
        "attribute-by-a-bare-reference",
        {
            "Suit": "class Suit:\n    pass\n"
            + bare(
                "if request.operation == 'getattr':\n"
                "                        return m.Answer(m.Reference(-1, 'argument', ''), [])"
            )
        },
        ("Suit",),
    ),
    Attack(
        "argument-of-a-text-handed-back",
        {
            "Suit": "class Suit:\n    pass\n"
            + bare(
                "if request.operation == 'getattr':\n"
                "                        return m.Answer(m.Reference(-1, 'argument ', 'x'), [(0, 'x')])"
            )
        },
        ("Suit",),
    ),
    Attack(
        "name-that-is-an-argument",
        {
            "ans": "ans = 41\n" + bare("return m.Answer(m.Reference(-1, 'argument', ''), [])"),
            "Suit": "class Suit:\n    pass",
        },
        ("ans", "Suit"),
        others=False,
    ),
]
