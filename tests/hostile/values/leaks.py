"""Leaks: answers that want to be told what stands in hidden lines."""

from value_attacks import Attack

ATTACKS = [
    *(
        Attack(f"message-about-{name}", {"reveal": f"def reveal(x):\n    return {value}"}, ("reveal",))
        for name, value in {
            "a-list": "[]",
            "a-dictionary": "{}",
            "a-set": "set()",
            "a-text": "'x'",
            "an-array": "np.zeros(3)",
            "a-tuple": "(1, 2)",
        }.items()
    ),
    Attack(
        "own-message-with-the-input",
        {"reveal": "def reveal(x):\n    if x > 1:\n        raise ValueError(f'asked for {x}')\n    return x"},
        ("reveal",),
    ),
    Attack(
        "own-class-named-by-the-input",
        {
            "reveal": "def reveal(x):\n    if x > 1:\n"
            "        raise type(f'E{x}', (Exception,), {})\n    return x"
        },
        ("reveal",),
    ),
    Attack(
        "own-key-with-the-input",
        {"reveal": "def reveal(x):\n    if x > 1:\n        raise KeyError([x, x])\n    return x"},
        ("reveal",),
    ),
    Attack(
        "own-assertion-with-the-input",
        {"reveal": "def reveal(x):\n    if x > 1:\n        raise SystemExit(x)\n    return x"},
        ("reveal",),
    ),
    Attack(
        "display-updated-while-asked",
        {
            "reveal": "from IPython.display import display\n"
            "handle = display('begin', display_id=True)\n"
            "def reveal(x):\n    handle.update(str(x))\n    return []"
        },
        ("reveal",),
    ),
    Attack(
        "object-that-keeps-what-it-is-asked",
        {
            "tags": "KEPT = []\nclass T:\n    def __init__(self):\n"
            "        self.issuperset = self.index = self.count = self.ask\n"
            "    def ask(self, *what):\n        KEPT.append(what)\n"
            "        return True\ndef tags():\n    return T()",
            "last": "last = 'z'\nprint(KEPT)",
        },
        ("tags",),
    ),
]
