"""Sinks: one cell, often with right answers, over which everything else is lost.

The cells that are named cost their points; everything else keeps its own, and the notebook is written.
"""

from value_attacks import Attack, utf16

ATTACKS = [
    Attack(
        "gltf", {}, (), ("from IPython.display import display\ndisplay({'model/gltf+json': {}}, raw=True)",)
    ),
    Attack(
        "json-with-a-surrogate",
        {},
        (),
        ("from IPython.display import display\ndisplay({'application/json': {'a': '\\ud800'}}, raw=True)",),
    ),
    Attack(
        "json-text-with-a-surrogate",
        {},
        (),
        (
            "from IPython.display import display\n"
            "display({'application/json': '\"' + chr(92) + 'ud800' + '\"'}, raw=True)",
        ),
    ),
    Attack(
        "json-key-with-a-surrogate",
        {},
        (),
        (
            "from IPython.display import display\n"
            "display({'application/vnd.x+json': '{\"' + chr(92) + 'udfff\": 1}'}, raw=True)",
        ),
    ),
    Attack(
        "json-with-nan",
        {},
        (),
        (
            "from IPython.display import JSON, display\n"
            "display(JSON({'a': float('nan'), 'b': [float('inf'), -float('inf')]}))",
        ),
    ),
    Attack(
        "metadata-with-nan-and-surrogates",
        {},
        (),
        (
            "from IPython.display import display\n"
            "display({'text/plain': 'x'}, metadata={'a': "
            "float('nan'), 'b': '\\ud800', '\\udfff': 1}, raw=True)",
        ),
    ),
    Attack(
        "json-that-is-deep",
        {},
        (),
        (
            "from IPython.display import display\n"
            "display({'application/json': '[' * 900 + ']' * 900}, raw=True)",
        ),
    ),
    Attack(
        "mime-types-of-odd-names",
        {},
        (),
        (
            "from IPython.display import display\n"
            "display({'': 'a', 'json': '{', '+json': 'x', "
            "'text/\\ud800': 'c', 'a/b/c': 'd', 'x' * 9000: 'y'}, raw=True)",
        ),
    ),
    Attack("notebook-in-utf-16", {"add": "def add(a, b):\n    return 0"}, ("add",), change=utf16),
    Attack("number-at-the-end-of-a-test", {"lookup": "def lookup():\n    return 10 ** 400"}, ("lookup",)),
    Attack(
        "widget-of-a-number",
        {},
        (),
        (
            "from IPython.display import display\n"
            "display({'application/vnd.jupyter.widget-view+json': 5, 'a+json': {}}, raw=True)",
        ),
    ),
    Attack(
        "empty-plus-json",
        {},
        (),
        ("from IPython.display import display\ndisplay({'x+json': {}, 'text/plain': 'a'}, raw=True)",),
    ),
    Attack(
        "result-that-is-no-json",
        {},
        (),
        (
            "class A:\n    def _repr_mimebundle_(self, **k):\n"
            "        return {'model/x+json': 'no', 'text/plain': 'a'}\nA()",
        ),
    ),
]
