"""A course of usual plain asserts: twenty-odd exercises, the right answers to them, and their tests.

What `assert` can be written about a student's answer, as courses write it: comparisons, messages that show
the answer, texts, sets, sequences, iterators, classes, arguments that are changed, partial credit, helpers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ASSIGNMENT, NOTEBOOK = "usual", "usual"
SECRET = 4711  # stands in hidden lines alone

SETUP = "import math\nimport numpy as np"

# Hidden lines where what is expected would stand in a library's message, whatever kind of answer it is.
REVEALING = f"""\
value = reveal({SECRET})
if isinstance(value, dict):
    assert value[{SECRET}] and value.pop({SECRET})
elif isinstance(value, set):
    value.remove({SECRET})
elif isinstance(value, str):
    assert __import__("time").strptime(value, "%Y-{SECRET}")
elif isinstance(value, np.ndarray):
    assert value.reshape({SECRET}, 1).size == {SECRET}
elif isinstance(value, float):
    np.testing.assert_allclose(value, {SECRET})
elif isinstance(value, int):
    assert range({SECRET}, {SECRET} + 1).index(value) and [{SECRET}][value]
elif isinstance(value, tuple):
    assert getattr(value, "of_{SECRET}")
else:
    assert value.index({SECRET}) == 0"""


@dataclass(frozen=True)
class Usual:
    """An exercise.

    Attributes:
        answer: a right one.
        test: the grade cell that a student sees.
        hidden: what only the grader sees of it.
        points: what it is worth.
        before: a locked cell before the answer.
        helper: a cell before the answer that students may edit.
    """

    answer: str
    test: str
    hidden: str = ""
    points: int = 1
    before: str = ""
    after: str = ""
    helper: str = ""


USUAL = {
    "add": Usual(
        "def add(a, b):\n    return a + b", "assert add(2, 3) == 5", "assert add(-1, 1) == 0, add(-1, 1)"
    ),
    "double": Usual(
        "def double(x):\n    return 2 * x",
        "value = double(4)\nassert value == 8, value",
        "value = double(7)\nassert value == 14, value",
    ),
    "root": Usual("def root(x):\n    return x ** 0.5", "assert math.isclose(root(2), 2 ** 0.5)"),
    "scale": Usual(
        "def scale(x):\n    return 2 * np.asarray(x)",
        "assert np.allclose(scale([1, 2]), [2, 4])",
        "result = scale([3, 4])\nassert np.shape(result) == (2,), result",
    ),
    "rotate": Usual(
        "def rotate(p):\n    return np.array([-p[1], p[0]])",
        "np.testing.assert_allclose(rotate(np.array([1.0, 2.0])), [-2.0, 1.0])",
    ),
    "ans": Usual("ans = 42", "assert ans == 42, ans"),
    "words": Usual('words = ["b", "a"]', 'assert sorted(words) == ["a", "b"]\nassert len(words) == 2'),
    "greet": Usual(
        'def greet(name):\n    return f"Hello, {name}!"',
        'greeting = greet("Ada")\nassert greeting.startswith("Hello")\nassert greeting.count("Ada") == 1',
    ),
    "shout": Usual(
        'def shout(text):\n    return text.upper() + "!"',
        'assert shout("a").endswith("!")\nassert shout("b").strip("!").isupper()',
    ),
    "primes": Usual(
        "def primes(n):\n    return {k for k in range(2, n) if all(k % d for d in range(2, k))}",
        "assert primes(10).issuperset({2, 3, 5, 7})",
        "assert not primes(20).isdisjoint({19}) and primes(20).issubset(range(2, 20))",
    ),
    "is_even": Usual(
        "def is_even(n):\n    return n % 2 == 0",
        "assert all(map(is_even, [2, 4, 6]))",
        "assert not any(map(is_even, [1, 3]))",
    ),
    "power": Usual(
        "def power(x):\n    return x * x",
        "for got, expected in zip(map(power, [1, 2]), [1, 4]):\n    assert got == expected",
    ),
    "Stack": Usual(
        "class Stack:\n    def __init__(self):\n        self.items = []\n"
        "    def push(self, x):\n        self.items.append(x)\n"
        "    def pop(self):\n        return self.items.pop()\n"
        "    def __len__(self):\n        return len(self.items)\n"
        "    def __iter__(self):\n        return iter(self.items)\n"
        "    def __getitem__(self, i):\n        return self.items[i]",
        "stack = Stack()\nstack.push(1)\nstack.push(2)\nassert len(stack) == 2\n"
        "for got, expected in zip(stack, [1, 2]):\n    assert got == expected",
        "stack.push(3)\nassert len(stack) == 3 and all(x > 0 for x in stack)\n"
        "assert [stack[i] for i in range(len(stack))] == [1, 2, 3]\nassert stack.pop() == 3",
    ),
    "sort_in_place": Usual(
        "def sort_in_place(xs):\n    xs.sort()",
        "xs = [3, 1, 2]\nsort_in_place(xs)\nassert xs == [1, 2, 3]",
    ),
    "counts": Usual(
        "def counts(text):\n    return {c: text.count(c) for c in text}",
        'assert counts("aab")["a"] == 2',
        'assert sorted(counts("abc").items()) == [("a", 1), ("b", 1), ("c", 1)]',
    ),
    "describe": Usual('def describe(x):\n    return f"It is {x}."', 'assert "42" in describe(42)'),
    "squares": Usual(
        "def squares(n):\n    return [k * k for k in range(n)]",
        "result = squares(3)\nassert len(result) == 3\nfor got, expected in zip(result, [0, 1, 4]):\n"
        "    assert got == expected",
    ),
    "reciprocal": Usual(
        'def reciprocal(x):\n    if x == 0:\n        raise ValueError("zero")\n    return 1 / x',
        "assert reciprocal(4) == 0.25\n"
        "try:\n    reciprocal(0)\nexcept ValueError:\n    pass\n"
        "else:\n    raise AssertionError('no ValueError')",
    ),
    "mean_of": Usual(
        "def mean_of(numbers):\n    return sum(numbers) / len(numbers)",
        "points = 0\nif mean_of([1, 2, 3]) == 2:\n    points += 1\n"
        "if mean_of([5]) == 5:\n    points += 2\npoints",
        points=3,
    ),
    "guess": Usual("guess = 10", "3 - 3 * (guess - 10) ** 2", points=3),
    "accuracy": Usual(
        "def accuracy():\n    return 1.0", "assert accuracy() is not None\n2 * accuracy()", points=2
    ),
    "spot": Usual(
        "def spot(x):\n    return 2 * x",
        "assert spot(1) == 2",
        f"assert [4, 6, {SECRET}].index(spot(2)) == 0\nassert {{6: {SECRET}}}[spot(3)] == {SECRET}",
    ),
    "third": Usual(
        "def third(x):\n    return x / 3\n\ndef warm_up(x):\n    return x",
        "assert close(third(9), 3)",
        after="warm = warm_up(3)\n\ndef close(a, b):\n    return -1e-6 < a - b < 1e-6",
    ),
    "quarter": Usual(
        "def quarter(x):\n    return x / 4",
        "assert -TOLERANCE < quarter(8) - 2 < TOLERANCE",
        before="%env MODE=strict\nTOLERANCE = 1e-6",
    ),
    "half": Usual(
        "def half(x):\n    return x / 2",
        "assert near(half(8), 4)",
        helper="def near(a, b):\n    return math.isclose(a, b)",
    ),
    "abs": Usual(
        "def abs(x):\n    return x if x > 0 else -x",
        "assert abs(-3) == 3",
        "assert abs(4) == 4",
    ),
    "cube": Usual("def cube(x):\n    return x ** 3", "assert abs(cube(2) - 8) < 1e-9"),
    "modify": Usual(
        "def modify(xs):\n    return xs[::-1]",
        "xs = [1, 2, 3]\nassert modify(xs) == [3, 2, 1]\nassert xs == [1, 2, 3]",
    ),
    "Point": Usual(
        "class Point:\n    def __init__(self, x, y):\n"
        "        self.x, self.y = x, y\n        self.kind = 'point'",
        "p = Point(1, 2)\nassert p.x == 1 and p.y == 2\nassert p.kind == 'point'",
        "assert getattr(p, 'x') + p.y == 3",
    ),
    "identity": Usual(
        "def identity(n):\n    return [[int(i == j) for j in range(n)] for i in range(n)]",
        "assert identity(2) == [[1, 0], [0, 1]]\nassert identity(1)[0][0] == 1",
    ),
    "Suit": Usual(
        "class Suit:\n    hearts, spades = 'hearts', 'spades'",
        "for name in ('hearts', 'spades'):\n    assert getattr(Suit, name) == name",
        points=2,
    ),
    "reveal": Usual(
        f"def reveal(x):\n    return [{SECRET}, x]",
        "assert reveal(1) is not None",
        REVEALING,
    ),
    "typed": Usual(
        "def typed():\n    return [1, 2]",
        "value = typed()\nassert isinstance(value, list), value",
        "assert set(value) == {1, 2}, set(value)",
    ),
    "to_json": Usual(
        "import json\n\ndef to_json(name):\n    return json.dumps({'name': name})",
        "import json\nvalue = json.loads(to_json('Ada'))['name']\nassert value == 'Ada', value",
    ),
    "letter": Usual("def letter(n):\n    return 96 + n", "assert chr(letter(1)) == 'a', chr(letter(1))"),
    "encode": Usual(
        "def encode(text):\n    return [ord(c) for c in text]\n"
        "\ndef decode(codes):\n    return ''.join(map(chr, codes))",
        "assert decode(encode('ab')) == 'ab'",
    ),
    "total": Usual(
        "def total(xs):\n    return sum(xs)",
        "known = {3: 'three', 0: 'none'}\n"
        "assert known[total([1, 2])] == 'three'\nassert known[total([])] == 'none'",
    ),
    "lookup": Usual("def lookup():\n    return 12", "lookup()", points=12),
    "tags": Usual(
        f"def tags():\n    return {{'a', '{SECRET}'}}",
        "assert tags() is not None",
        f"assert tags().issuperset({{'{SECRET}'}})",
    ),
    "last": Usual("last = 'z'", "assert last in 'xyz' and last == 'z'"),
}


def cell(source: str, grade_id: str = "", **flags: object) -> dict[str, Any]:
    """A code cell, with nbgrader's metadata where it has a grade_id."""
    metadata: dict[str, Any] = {}
    if grade_id:
        base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        metadata["nbgrader"] = {"grade_id": grade_id, **base, **flags}
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def notebook(*, instructors: bool, own_cells: tuple[str, ...] = (), **answers: str) -> dict[str, Any]:
    """The notebook with right answers but for those that are given: the instructor's or a student's.

    Args:
        instructors: with hidden tests and solution marks.
        own_cells: the student's, at the beginning.
        answers: source by exercise.
    """
    cells = [cell(SETUP, "setup", locked=True), *map(cell, own_cells)]
    for name, one in USUAL.items():
        answer = answers.get(name, one.answer)
        if one.before:
            cells.append(cell(one.before, f"before_{name}", locked=True))
        if one.helper:
            cells.append(cell(answers.get("helper", one.helper)))
        if instructors:
            answer = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        cells.append(cell(answer, name, solution=True))
        if one.after:
            cells.append(cell(one.after, f"after_{name}", locked=True))
        test = one.test
        if instructors and one.hidden:
            lines = test.splitlines()
            hidden = f"### BEGIN HIDDEN TESTS\n{one.hidden}\n### END HIDDEN TESTS"
            test = "\n".join([*lines, hidden])
        cells.append(cell(test, f"test_{name}", grade=True, locked=True, points=one.points))
    for place, made in enumerate(cells):
        made["id"] = f"cell-{place}"  # the same each time: random numbers are seeded by the notebook's bytes
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
