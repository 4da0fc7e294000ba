"""Code of a solution module becomes one notebook cell, as a student would have written it."""

import ast
import builtins
import dis
import importlib
from types import CodeType

import pytest

from autograder.errors import BrokenCourse
from autograder.exercise.lift import as_cell, lines_of

MODULE = '''
"""Scaling numbers."""

import math
import numpy as np
from dataclasses import dataclass
from functools import reduce as fold

from autograder.exercise import Exercise, expect_equal

FACTOR = 3
UNUSED = 4

scaling = Exercise("scale")
shifting = Exercise("shift")
number = Exercise("number", is_value=True)


def helper(x):
    """Uses a constant and another helper."""
    return FACTOR * inner(x)


def inner(x):
    return np.float64(x)


def unused(x):
    return UNUSED


@scaling.reference
def scale(x):
    """The reference's own words."""
    return helper(x)


@shifting.reference
def shift(x):
    return scale(x) + 1


@scaling.misconception
def scales_twice(x):
    """The hint for who scales twice."""
    def again(y):
        """A docstring within."""
        return scale(y)

    return again(scale(x))


@scaling.misconception(id="recursive")
def calls_itself(x):
    """The hint for who never ends."""
    return 0 if x <= 0 else calls_itself(x - 1)


@scaling.alternative
@fold_free
def decorated(x):
    return fold(lambda a, b: a + b, [x, x, x])


@number.reference
def number_reference():
    """The number."""
    return math.floor(3.7)


def _made(value):
    def result():
        """A hint for a number."""
        return value

    return result


number.misconception(id="one_off")(_made(4))


@scaling.alternative
def cheats(x):
    expect_equal(x, x)
    return 3 * x
'''.replace("@fold_free\n", "")


@pytest.fixture
def module(build):
    """The solution module above, imported, and its exercises by name."""
    build.double()
    build.module(MODULE.strip(), name="scaling")
    with build.course.importable("demo"):
        return importlib.import_module("solutions.demo.scaling")


@pytest.fixture
def by_name(module):
    """Its exercises."""
    return {"scale": module.scaling, "shift": module.shifting, "number": module.number}


def run(cell):
    """The names that a cell defines when it runs alone."""
    namespace = {"__name__": "__main__"}
    exec(compile(cell, "<cell>", "exec"), namespace)
    return namespace


def test_reference_is_lifted_with_what_it_uses(module, by_name):
    """Imports first, then constants and helpers in their order, and nothing that isn't used."""
    cell = as_cell(by_name["scale"], module.scale, by_name)

    namespace = run(cell)
    assert namespace["scale"](2) == 6
    assert set(namespace) - {"__builtins__", "__name__"} == {"np", "FACTOR", "helper", "inner", "scale"}
    assert cell.startswith("import numpy as np")


def test_docstring_of_the_answer_is_left_out(module, by_name):
    """The docstring of a misconception is its hint, which no student writes; others stay."""
    cell = as_cell(by_name["scale"], module.scales_twice, by_name)

    assert "hint" not in cell
    assert "The reference's own words." in cell
    assert "A docstring within." in cell


def test_misconception_gets_the_name_of_the_exercise(module, by_name):
    """A wrong answer that uses the right one keeps it under another name."""
    cell = as_cell(by_name["scale"], module.scales_twice, by_name)

    namespace = run(cell)
    assert namespace["scale"](2) == 18
    assert namespace["right_scale"](2) == 6
    assert "scales_twice" not in cell


def test_recursive_answer_calls_itself_under_its_new_name(module, by_name):
    """Renaming reaches the body."""
    namespace = run(as_cell(by_name["scale"], module.calls_itself, by_name))

    assert namespace["scale"](3) == 0
    assert "calls_itself" not in namespace


def test_decorators_of_exercises_are_left_out(module, by_name):
    """No student writes @scaling.alternative."""
    cell = as_cell(by_name["scale"], module.decorated, by_name)

    assert "@" not in cell
    assert "from functools import reduce as fold" in cell
    assert run(cell)["scale"](2) == 6


def test_other_exercises_are_not_repeated(module, by_name):
    """What the student defines in another cell of the notebook is there already."""
    cell = as_cell(by_name["shift"], module.shift, by_name)

    assert cell == "def shift(x):\n    return scale(x) + 1"


def test_value_is_assigned(module, by_name):
    """Where a value is asked for, the cell assigns it."""
    reference = as_cell(by_name["number"], module.number_reference, by_name)
    misconception = as_cell(by_name["number"], module.number.misconceptions[0].answer, by_name)

    assert run(reference)["number"] == 3
    assert misconception == "number = 4"


def test_function_that_is_not_at_the_top_is_refused(module, by_name):
    """A function made by another one can't be lifted on its own."""
    made = module._made(4)

    with pytest.raises(BrokenCourse, match="not at the module's top level"):
        as_cell(by_name["scale"], made, by_name)


def test_what_students_do_not_have_is_refused(module, by_name):
    """An answer that uses the autograder is no answer of a student."""
    with pytest.raises(BrokenCourse, match="cheats uses expect_equal, which students don't have"):
        as_cell(by_name["scale"], module.cheats, by_name)


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("import autograder.exercise", "autograder.exercise.values.show(x)"),
        ("from solutions.demo.doubling import CONSTANT", "CONSTANT"),
        ("import solutions.demo.doubling as doubling", "doubling.CONSTANT"),
    ],
)
def test_imports_of_solutions_are_refused(build, line, use):
    """A cell that imports the autograder or a solution module runs on no student's machine."""
    build.double(more="CONSTANT = 5")
    header = f"{line}\nfrom autograder.exercise import Exercise\n\nother = Exercise('other')"
    build.module(header, f"@other.reference\ndef other_reference(x):\n    return {use}", name="other")
    exercises = build.course.exercises("demo")

    with pytest.raises(BrokenCourse, match="which students don't have"):
        as_cell(exercises["other"], exercises["other"].reference_code, exercises)


@pytest.fixture(scope="module")
def lifted(exercises):
    """Every reference, alternative and misconception of ch177: (what it is, exercise, hint, cell)."""
    found = []
    for exercise in exercises.values():
        codes = [("reference", exercise.reference_code, "")]
        codes += [(entry.id, entry.answer, "") for entry in exercise.alternatives]
        codes += [(entry.id, entry.answer, entry.hint) for entry in exercise.misconceptions]
        for what, code, hint in codes:
            cell = as_cell(exercise, code, exercises)
            found.append((f"{exercise.name}: {what}", exercise, hint, cell))
    return found


class TestChapter:
    """Everything that is known about ch177 can be written down as a student's cell."""

    def test_every_answer_runs_alone_and_defines_its_name(self, course, lifted, monkeypatch):
        """With layers.py beside it and nothing else of the course, the cell runs."""
        real_import = builtins.__import__
        failures = []

        def students_import(name, *args, **kwargs):
            if name.partition(".")[0] in ("autograder", "solutions"):
                raise ModuleNotFoundError(name)
            return real_import(name, *args, **kwargs)

        with course.importable("ch177"), monkeypatch.context() as patched:
            patched.setattr(builtins, "__import__", students_import)
            for what, exercise, _, cell in lifted:
                try:
                    namespace = run(cell)
                except Exception as error:
                    failures.append(f"{what}: {type(error).__name__}: {error}")
                    continue
                if exercise.name not in namespace:
                    failures.append(f"{what}: no {exercise.name}")
                elif not exercise.is_value and not callable(namespace[exercise.name]):
                    failures.append(f"{what}: {exercise.name} can't be called")

        assert failures == []
        assert len(lifted) > 150

    def test_every_answer_knows_the_names_it_uses(self, course, exercises, lifted):
        """No name is missing that a notebook's other cells might hide: imports come along."""
        failures = []

        for what, _, _, cell in lifted:
            code = compile(cell, "<cell>", "exec")
            defined = {node.id for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Name)}
            defined = {name for name in defined if _is_stored(cell, name)} | _top_level(cell)
            missing = _globals(code) - defined - set(dir(builtins)) - set(exercises) - {"__name__"}
            if missing:
                failures.append(f"{what}: {sorted(missing)}")

        assert failures == []

    def test_no_cell_gives_a_hint_away(self, lifted):
        """Neither the hint nor the decorators nor the autograder's names are in it."""
        failures = []

        for what, _, hint, cell in lifted:
            words = " ".join(cell.split())
            telling = [mark for mark in (".misconception", ".alternative", ".reference") if mark in cell]
            telling += [name for name in ("autograder", "solutions", "expect_") if name in cell]
            if hint and (hint in words or hint[:25] in words):
                telling.append(hint)
            if telling:
                failures.append(f"{what}: {telling}")

        assert failures == []


def _top_level(cell: str) -> set[str]:
    """Names that a cell binds by imports, definitions and assignments at its top level."""
    names = set()
    for node in ast.parse(cell).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return names


def _is_stored(cell: str, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in ast.walk(ast.parse(cell))
    )


def _globals(code: CodeType) -> set[str]:
    """All global names that some code reads, nested functions included."""
    names = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _globals(constant)
    return names


@pytest.mark.parametrize(("name", "code"), [("scale", "scales_twice"), ("number", "number_reference")])
def test_lines_of_a_cell_are_found_in_the_module(module, by_name, name, code):
    """Whatever decorators, docstrings and layout the module has; names of values too."""
    lifted = getattr(module, code)
    cell = as_cell(by_name[name], lifted, by_name)

    lines = lines_of(by_name[name], lifted, cell)

    written = MODULE.strip().splitlines()
    places = {cell.splitlines()[line - 1].strip(): place for line, place in lines.items()}
    last = [line for line in places if line.startswith("return")][-1]
    file, _, line = places[last].partition(":")
    assert file.endswith(".py")
    assert written[int(line) - 1].strip() == last.replace("right_", "")
