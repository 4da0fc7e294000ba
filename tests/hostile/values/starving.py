"""Starvation: what takes the grader's memory, time or disk after the student's code has run.

All answers are right but for those that are named.
"""

from value_attacks import Attack

SHOW = "from IPython.display import display\n"
# What the student's process says of an exception and of a cell's outputs, without its bounds.
UNBOUND = """
import sys
from autograder.remote import messages as m
for side in list(sys.modules.values()):
    if getattr(side, "__name__", "").startswith("autograder.student"):
        if hasattr(side, "failure"):
            side.failure = lambda error, kept=side.failure: (
                m.Failure("ValueError", "ValueError", "x" * 20_000_000)
                if isinstance(error, ZeroDivisionError)
                else kept(error)
            )
        if hasattr(side, "COLLECTOR"):
            side.COLLECTOR.limit = 1 << 40
"""

ATTACKS = [
    Attack(
        "many-cells-of-json",
        {},
        (),
        (f"{SHOW}display({{'application/json': list(range(120_000))}}, raw=True)",) * 60,
    ),
    Attack(
        "many-cells-of-small-json",
        {},
        (),
        (f"{SHOW}display({{'application/json': [[]] * 250_000}}, raw=True)",) * 60,
    ),
    Attack("many-cells-of-tiny-outputs", {}, (), (f"{SHOW}for _ in range(1_000):\n    display(1)",) * 50),
    Attack(
        "many-cells-of-tiny-streams",
        {},
        (),
        ("import sys\nfor _ in range(1_500):\n    print('a')\n    print('b', file=sys.stderr)",) * 50,
    ),
    Attack("many-cells-of-text", {}, (), ("print('é' * 1_000_000)",) * 150),
    Attack("many-cells-of-escapes", {}, (), ("print('\\x01' * 1_000_000)",) * 100),
    Attack(
        "many-cells-of-html", {}, (), (f"{SHOW}display({{'text/html': '<b>' * 300_000}}, raw=True)",) * 60
    ),
    Attack(
        "many-cells-of-metadata",
        {},
        (),
        (f"{SHOW}display({{'text/plain': ''}}, metadata={{str(k): [] for k in range(60_000)}}, raw=True)",)
        * 60,
    ),
    Attack(
        "many-cells-of-mime-types",
        {},
        (),
        (f"{SHOW}display({{f'a/{{k}}': '' for k in range(20_000)}}, raw=True)",) * 30,
    ),
    Attack("error-of-twenty-megabytes", {"add": f"{UNBOUND}\ndef add(a, b):\n    1 / 0"}, ("add",)),
    Attack("collector-without-a-limit", {}, (), (UNBOUND, "print('z' * 7_000_000)")),
    Attack(
        "collector-without-a-limit-and-outputs",
        {},
        (),
        (UNBOUND, f"{SHOW}for _ in range(12_000):\n    display({{'text/plain': 'w' * 500}}, raw=True)"),
    ),
    Attack(
        "message-of-eight-megabytes", {"double": "def double(x):\n    return 'm' * 8_000_000"}, ("double",)
    ),
    Attack(
        "messages-of-eight-megabytes",
        {name: f"def {name}(*a):\n    return 'm' * 8_000_000" for name in ("add", "double", "scale")}
        | {"ans": "ans = 'm' * 8_000_000"},
        ("add", "double", "scale", "ans"),
    ),
]
