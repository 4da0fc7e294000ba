"""The instructor's own course is tried before the first student: what is found is kept, and said."""

import json

import pytest

from autograder.grading import Engine
from autograder.grading.tried import FOLDER, known, said
from autograder.limits import Limits

SOLVED = "### BEGIN SOLUTION\n{}\n### END SOLUTION"


@pytest.fixture
def tried(build):
    """Grade nothing of a notebook of these cells; what trying it has found."""

    def run(*cells):
        build.notebook(*cells)
        assignment = build.course.assignment("demo")
        with Engine(assignment, course=build.root) as engine:
            engine.grade_notebook("1_double", build.notebook(*cells).read_bytes(), student="ada", files={})
        return known(assignment, Limits(), build.root)

    return run


def test_what_an_instructor_should_know_is_said(build, tried):
    """In one line for each kind, with the cells that it is about."""
    found = tried(
        build.cell(SOLVED.format("def a():\n    return 1"), "a", solution=True),
        build.cell("assert a() == 2, 'not two'", "test_a", grade=True, locked=True, points=1),
        build.cell("assert 'answers' != 'no answers'", "test_nothing", grade=True, locked=True, points=1),
        build.cell("# YOUR CODE HERE\nraise NotImplementedError()", "b", solution=True),
        build.cell("import os; os._exit(0)"),
        build.cell("del a", "test_del", grade=True, locked=True, points=1),
        build.cell("assert False", "test_zero", grade=True, locked=True, points=0),
    )

    lines = said(found)

    assert list(found["1_double"].moved) == ["test_del"]
    assert [line.partition(":")[0] for line in lines] == [
        "Your own solution has no points for",
        "A submission without any answer has points for",
        "Cells of your own solution that don't run within the limits",
        "Solution cells in source/ without a solution",
    ]
    assert "test_a (The example failed: not two)" in lines[0]
    assert "test_zero" not in " ".join(lines)
    assert "test_nothing" in lines[1]
    assert "os._exit" in lines[2]
    assert lines[3].endswith("1_double: b.")


def test_it_is_kept_as_long_as_nothing_changes(build, tried):
    """The next engine reads it; another text, another trial; a file that can't be read is none."""
    cells = [
        build.cell(SOLVED.format("def a():\n    return 1"), "a", solution=True),
        build.cell("assert a() == 1", "test_a", grade=True, locked=True, points=1),
    ]
    (first,) = tried(*cells).values()
    file = build.root / FOLDER / "demo" / "1_double.json"
    kept = json.loads(file.read_text())

    kept["tried"]["given"] = ["as it was kept"]
    file.write_text(json.dumps(kept))
    (again,) = tried(*cells).values()
    file.write_text("{")
    (anew,) = tried(*cells).values()
    cells[1].source = "assert a() == 2"
    (changed,) = tried(*cells).values()

    assert first == anew
    assert again.given == ("as it was kept",)
    assert list(changed.failed) == ["test_a"]
