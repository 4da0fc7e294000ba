"""Mutants: small mistakes put into a reference, one at a time."""

import ast

import pytest

from autograder.verify.mutants import mutants

HEAD = "def f(x, W):\n    "


def changes(source, name="f"):
    """What is changed in each mutant."""
    return [mutant.change for mutant in mutants(source, name)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return x + 1", ["x + 1 → x - 1", "x + 1 → x", "x + 1 → 1"]),
        ("return lambda y: y", []),
        ("return x - 1", ["x - 1 → x + 1", "x - 1 → 1 - x"]),
        ("return x * 3", ["x * 3 → x + 3", "x * 3 → x", "x * 3 → 3"]),
        ("return x / 3", ["x / 3 → x * 3", "x / 3 → 3 / x"]),
        ("return x // 3", ["x // 3 → x / 3"]),
        ("return x % 3", ["x % 3 → x * 3"]),
        ("return x ** 3", ["x ** 3 → x * 3", "x ** 3 → 3 ** x"]),
        ("return x @ W", ["x @ W → x * W", "x @ W → W @ x", "x @ W → x", "x @ W → W"]),
        ("return -x", ["-x → x"]),
        ("return not x", ["not x → x"]),
        ("return x < 3", ["x < 3 → x <= 3"]),
        ("return x <= 3", ["x <= 3 → x < 3"]),
        ("return x > 3", ["x > 3 → x >= 3"]),
        ("return x >= 3", ["x >= 3 → x > 3"]),
        ("return x == 3", ["x == 3 → x != 3"]),
        ("return x != 3", ["x != 3 → x == 3"]),
        ("return x in W", ["x in W → x not in W"]),
        ("return x not in W", ["x not in W → x in W"]),
        ("return x is W", ["x is W → x is not W"]),
        ("return x is not W", ["x is not W → x is W"]),
        ("return x and W", ["x and W → x or W"]),
        ("return x or W", ["x or W → x and W"]),
        ("return 3", ["3 → 4", "3 → 2"]),
        ("return 2.5", ["2.5 → 3.5", "2.5 → 1.5"]),
        ("return True", ["True → False"]),
        ("return 'relu'", ["'relu' → ''"]),
        ("return W.T", ["W.T → W"]),
        ("return np.mean(x)", ["np.mean → np.median", "np.mean(x) → x"]),
        ("return np.std(x)", ["np.std → np.var"]),
        ("return np.max(x)", ["np.max → np.min"]),
        ("return np.min(x)", ["np.min → np.max"]),
        ("return np.sum(x)", ["np.sum → np.prod"]),
        ("return np.all(x)", ["np.all → np.any"]),
        ("return np.any(x)", ["np.any → np.all"]),
        ("return np.exp(x)", ["np.exp → np.exp2"]),
        ("return np.allclose(x, W)", ["np.allclose → np.array_equal"]),
        ("return x.z", ["x.z → x.h"]),
        ("return x.h", ["x.h → x.z"]),
        ("return x.W", ["x.W → x.b"]),
        ("return x", ["x → W", "return x → return None"]),
        ("return g(x, W)", ["g(x, W) → g(W, x)"]),
        ("return g(x, axis=0)", ["g(x, axis=0) → g(x)"]),
        ("return x, W", ["(x, W) → (W, x)"]),
        ("for y in x: W.append(y)", ["for y in x: … → for y in list(x)[::-1]: …"]),
        ("for y in x: W.append(y)", ["for y in x: … → for y in x: … break"]),
        ("x += 3", ["x += 3 → x -= 3", "x += 3 → x = 3", "x += 3 → (dropped)"]),
        ("x = W", ["x = W → (dropped)"]),
        ("x.append(1)", ["x.append(1) → (dropped)"]),
    ],
)
def test_each_operator_makes_its_mistakes(body, expected):
    """Operators, comparisons, constants, transposes, names, calls, loops and statements are all tried."""
    found = changes(HEAD + body)

    assert [change for change in expected if change not in found] == []


def test_change_is_what_was_done():
    """The cell of a mutant is the original with that one change."""
    found = {mutant.change: mutant.cell for mutant in mutants(HEAD + "return W @ x + 1", "f")}

    assert found["W @ x → x @ W"] == HEAD + "return x @ W + 1"
    assert found["1 → 2"] == HEAD + "return W @ x + 2"
    assert found["return W @ x + 1 → return None"] == HEAD + "return None"


def test_docstrings_are_left_alone():
    """Changing what is said about code changes nothing."""
    source = '''class f:
    """Of the class."""

    def forward(self, x):
        """Of the method."""
        return x'''

    found = mutants(source, "f")

    assert found
    for mutant in found:
        assert "Of the class." in mutant.cell
        assert "Of the method." in mutant.cell


def test_only_the_answer_is_changed():
    """Helpers and imports of the cell stay as they are, and so does another function."""
    rest = "import numpy as np\n\ndef helper(x):\n    return x + 1\n\n"

    found = mutants(rest + "def f(x):\n    return helper(x)", "f")

    assert found
    assert all(mutant.cell.startswith(rest) for mutant in found)


def test_value_and_the_function_behind_it_are_changed():
    """Where a plain value is asked for, both ways to write it are mutated."""
    assert "3 → 4" in changes("hand_count = 3 * 2", "hand_count")
    assert "3 → 4" in changes(
        "def my_hand_count():\n    return 3\n\nhand_count = my_hand_count()", "hand_count"
    )


def test_changes_that_change_nothing_are_left_out():
    """Two equal factors can be swapped, and either be dropped, only to give the same again."""
    found = mutants("def f(x):\n    return x - x", "f")

    cells = [mutant.cell for mutant in found]
    assert "def f(x):\n    return x - x" not in cells
    assert cells.count("def f(x):\n    return x") == 1
    assert len(set(cells)) == len(cells)


def test_unknown_name_has_no_mutants():
    """There is nothing to change in a cell that doesn't define the name."""
    assert mutants("def g(x):\n    return x + 1", "f") == []


@pytest.fixture(scope="module")
def chapter(exercises):
    """Every reference of ch177 as a cell, with its mutants."""
    from autograder.exercise.lift import as_cell

    cells = {
        name: as_cell(exercise, exercise.reference_code, exercises) for name, exercise in exercises.items()
    }
    return {name: (cell, mutants(cell, name)) for name, cell in cells.items()}


class TestChapter:
    """The mutants of ch177's references."""

    def test_every_reference_has_some(self, chapter):
        """No reference is so simple that nothing can be wrong in it."""
        assert [name for name, (_, found) in chapter.items() if not found] == []

    def test_no_mutant_is_the_original(self, chapter):
        """A change that changes nothing is no mistake."""
        for cell, found in chapter.values():
            original = ast.dump(ast.parse(cell))
            assert all(ast.dump(ast.parse(mutant.cell)) != original for mutant in found)

    def test_no_mutant_comes_twice(self, chapter):
        """Each is another program, under another name."""
        for _, found in chapter.values():
            assert len({ast.dump(ast.parse(mutant.cell)) for mutant in found}) == len(found)
            assert len({mutant.change for mutant in found}) == len(found)

    def test_original_stays_as_it_was(self, chapter):
        """Making mutants leaves nothing behind: a second time gives the same."""
        for name, (cell, found) in chapter.items():
            assert mutants(cell, name) == found
