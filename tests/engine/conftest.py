"""Small made-up courses, one exercise each, whose tests can be made strong or weak."""

from __future__ import annotations

import contextlib
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.warm.pair import WarmPair
from autograder.warm.process import WarmProcess

DOUBLE = '''
"""Doubling numbers."""

from autograder.exercise import Exercise, expect_equal

doubling = Exercise("double")


@doubling.reference
def double(x):
    """Twice x."""
    return 2 * x


@doubling.check(points=2)
def is_twice_the_number(double, reference, rng):
    """The result is twice the number."""
    for x in rng.uniform(3, 9, size=4).tolist():
        expect_equal(double(x), reference(x))


@doubling.misconception
def squares(x):
    """You multiplied the number by itself."""
    return x * x
'''

CORRECT = "".join(
    f'\n\n@doubling.alternative\ndef way_{number}(x):\n    """Another way."""\n    return {expression}\n'
    for number, expression in enumerate(
        ("x + x", "x * 2", "2.0 * x", "3 * x - x", "x / 0.5", "sum([x, x])", "-(-2 * x)", "4 * x / 2")
    )
)

SOLUTION = """\
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""

TEST = """\
assert double(2) == 4
### BEGIN HIDDEN TESTS
from autograder import check
check("double", double)
### END HIDDEN TESTS"""


def graded_cell(
    source: str, grade_id: str = "", *, cell_type: str = "code", **metadata: object
) -> nbformat.NotebookNode:
    """A cell, with nbgrader's metadata where it has a grade_id."""
    new = nbformat.v4.new_code_cell if cell_type == "code" else nbformat.v4.new_markdown_cell
    cell = new(source, id=(grade_id or "plain").replace("_", "-"))
    if grade_id:
        flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        cell.metadata["nbgrader"] = {"grade_id": grade_id, **flags, **metadata}
    return cell


class CourseBuilder:
    """Writes a course into a folder.

    Args:
        root: the folder.
    """

    DOUBLE, CORRECT, TEST = DOUBLE, CORRECT, TEST
    cell = staticmethod(graded_cell)

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        (root / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'made-up'\n"
        )

    def exercise(self, name: str, module: str, *, points: float = 2) -> None:
        """Write an exercise like `double` under another name: a notebook and a module of its own."""
        renamed = {"source": SOLUTION, "test": TEST, "module": module}
        for part, text in renamed.items():
            renamed[part] = text.replace("doubling", f"{name}_exercise").replace("double", name)
        self.notebook(
            graded_cell(renamed["source"], name, solution=True),
            graded_cell(renamed["test"], f"test_{name}", grade=True, locked=True, points=points),
            name=name,
        )
        self.module(renamed["module"], name=name)

    @property
    def course(self) -> Course:
        """The course."""
        return Course.at(self.root)

    def notebook(
        self, *cells, assignment: str = "demo", name: str = "1_double", folder: str = "source"
    ) -> Path:
        """Write a notebook."""
        path = self.root / folder / assignment / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
        return path

    def module(self, *parts: str, assignment: str = "demo", name: str = "doubling") -> Path:
        """Write a solution module."""
        path = self.root / "solutions" / assignment / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(textwrap.dedent(part).strip() for part in parts) + "\n")
        return path

    def double(
        self,
        *,
        module: str = DOUBLE + CORRECT,
        more: str = "",
        test: str = TEST,
        points: float = 2,
        solution_id: str = "double",
    ) -> Course:
        """A whole course with the exercise `double` in the assignment `demo`."""
        self.notebook(
            graded_cell(SOLUTION, solution_id, solution=True),
            graded_cell(test, "test_double", grade=True, locked=True, points=points),
        )
        self.module(module, more)
        return self.course

    def release(self, assignment: str = "demo") -> None:
        """Write the students' notebook, with the solution taken out."""
        self.notebook(
            graded_cell("def double(x):\n    raise NotImplementedError()", "double", solution=True),
            graded_cell("assert double(2) == 4", "test_double", grade=True, locked=True, points=2),
            assignment=assignment,
            folder="release",
        )


@pytest.fixture(scope="session")
def hand_in():
    """Hand in an answer to `double` in a course with a release."""

    def write(root: Path, student: str, source: str = "def double(x):\n    return 2 * x") -> Path:
        document = nbformat.read(root / "release" / "demo" / "1_double.ipynb", as_version=4)
        document.cells[0].source = source
        path = root / "submitted" / student / "demo" / "1_double.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(document, path)
        return path

    return write


@pytest.fixture(scope="module")
def make_course() -> type[CourseBuilder]:
    """Build a course in any folder, for tests that share one."""
    return CourseBuilder


@pytest.fixture
def own_modules() -> Iterator[None]:
    """Begin with no module of a course imported, and leave those of other tests as they were."""

    def of_courses() -> list[str]:
        return [name for name in sys.modules if name.partition(".")[0] in ("solutions", "layers", "helpers")]

    kept = {name: sys.modules.pop(name) for name in of_courses()}
    yield
    for name in of_courses():
        del sys.modules[name]
    sys.modules.update(kept)


@pytest.fixture
def build(tmp_path, own_modules) -> CourseBuilder:
    """Build a small course in a folder of its own."""
    return CourseBuilder(tmp_path / "course")


@pytest.fixture
def build_another(tmp_path, own_modules) -> CourseBuilder:
    """Build a second one beside it."""
    return CourseBuilder(tmp_path / "another")


@pytest.fixture(scope="module")
def pair() -> Iterator[WarmPair]:
    """Warm processes for notebooks of plain asserts."""
    with contextlib.closing(WarmPair(WarmProcess())) as made:
        yield made
