"""The instructor's own course is tried before the first student: what is found is kept, and said."""

import contextlib
import json

import pytest

from autograder.cli import main
from autograder.cli.verify import verify_and_tell
from autograder.grading import Engine
from autograder.grading.tried import FOLDER, _draws, known, said, untried
from autograder.limits import Limits
from autograder.warm.process import WarmProcess

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
        "Your own solution gets no points for",
        "A submission without any answer gets points for",
        "Cells of your own solution that don't run within the limits",
        "Solution cells in source/ without a solution",
    ]
    assert "test_a (The visible example failed: not two)" in lines[0]
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


@pytest.mark.parametrize("end", ["import sys; sys.exit()", "import os; os._exit(0)"])
def test_locked_cell_that_ends_its_process_leaves_tests_outside(build, tried, end):
    """The judge doesn't end with it: nothing has to be judged where it could be forged."""
    (found,) = tried(
        build.cell(SOLVED.format("def a():\n    return 1"), "a", solution=True),
        build.cell(end, "ending", locked=True),
        build.cell("assert a() == 1", "test_a", grade=True, locked=True, points=1),
    ).values()

    assert (found.moved, found.failed) == ({}, {})


def test_solution_that_needs_more_memory_is_said(build):
    """With the limit, and where to set another."""
    path = build.notebook(
        build.cell(SOLVED.format("a = bytearray(900 << 20)"), "a", solution=True),
        build.cell("assert len(a)", "test_a", grade=True, locked=True, points=1),
    )
    limits = Limits(memory=256)
    assignment = build.course.assignment("demo")

    with Engine(assignment, limits, course=build.root, students=WarmProcess(limits)) as engine:
        engine.grade_notebook("1_double", path.read_bytes(), student="ada", files={})

    (line,) = [line for line in said(known(assignment, limits, build.root)) if "within the limits" in line]
    assert "“### BEGIN SOLUTION”" in line
    assert "more memory than 256 MiB: set c.Limits.memory" in line


def test_verify_says_it_before_anybody_hands_in(build, capsys):
    """A table of the notebooks, and below it the same lines as after grading."""
    build.notebook(
        build.cell(SOLVED.format("def a():\n    return 1"), "a", solution=True),
        build.cell("assert a() == 1", "test_a", grade=True, locked=True, points=1),
        build.cell("del a", "test_del", grade=True, locked=True, points=1),
        build.cell("pass", "test_nothing", grade=True, locked=True, points=1),
    )
    report = build.root / "found.json"

    code = verify_and_tell(build.course, ["demo"], None, report)

    told = capsys.readouterr().out
    (found,) = json.loads(report.read_text())
    assert code == 1
    assert "1_double      3                    3                    2             1  ✗" in told
    assert "A submission without any answer gets points for: 1_double: test_nothing." in told
    assert "Run in the student's process, where a result can be forged: 1_double: test_del (" in told
    assert found["tried"]["given"] == ["test_nothing"]
    assert untried(build.course.assignment("demo"), Limits(), build.root) == []


def test_the_report_says_it_too(build, hand_in):
    """Whoever reads the class page alone learns that a test is wrong, not the class."""
    build.double(test="assert double(2) == 5")
    build.release()
    hand_in(build.root, "ada")

    for command in (["grade", "demo", "--jobs", "1"], ["report", "demo"]):
        with contextlib.suppress(SystemExit):
            main([*command, "--course", str(build.root)])

    page = build.root / "report" / "demo.html"
    _, _, part = page.read_text(encoding="utf-8").partition("The assignment itself")
    assert "Your own solution gets no points for" in part.partition("</ul>")[0]


def test_what_instructors_import_anywhere_is_imported_once(build):
    """Within functions, too, and in plain asserts; not for `check` alone, and not what students import."""
    fixed = {"grade": True, "locked": True, "points": 1}
    hidden = "### BEGIN HIDDEN TESTS\nimport sched\n### END HIDDEN TESTS\nassert a() == 1"
    asks = "import sys\nprint(sorted({'colorsys', 'sched', 'nturl2path', 'tabnanny'} & {*sys.modules}))"
    cells = [
        build.cell(asks),
        build.cell(SOLVED.format("def a():\n    import colorsys\n    return 1"), "a", solution=True),
        build.cell(hidden, "test_a", **fixed),
        build.cell("import nturl2path\nfrom autograder import check\ncheck('a')", "check_a", **fixed),
    ]
    build.notebook(*cells)
    cells[1].source = "import tabnanny\ndef a():\n    return 1"
    handed_in = build.notebook(*cells, folder="submitted/ada").read_bytes()

    with Engine(build.course.assignment("demo"), course=build.root) as engine:
        graded = engine.grade_notebook("1_double", handed_in, student="ada", files={})

    assert graded.document.cells[0].outputs[0].text == "['colorsys', 'sched']\n"


@pytest.mark.parametrize(
    ("source", "draws"),
    [
        ("import random\nrandom.shuffle(deck)", True),
        ("rng = np.random.default_rng()", True),
        ("rng = np.random.default_rng(7)\nrng.random()", True),  # it might be another generator
        ("rng = np.random.default_rng( 7 )\nrng.uniform()", False),
        ("model = Forest(n=3, random_state = 0)", False),
        ("model = Forest(random_state=seed)", True),
        ("dice = np.random.RandomState(1)", False),
        ("x = 1", False),
    ],
)
def test_what_draws_the_same_each_time_is_tried_once(build, source, draws):
    """Three times where another seed could give another result."""
    build.notebook(
        build.cell(source, "a", solution=True),
        build.cell("assert a", "t", grade=True, locked=True, points=1),
    )
    assignment = build.course.assignment("demo")

    assert _draws(assignment.notebooks["1_double"], assignment) is draws


def test_judge_imports_what_it_uses_and_what_values_come_as(build, tried):
    """No plots where no test asks for one; pandas where a student's process has it, by whatever import."""
    cells = [
        build.cell("import pandas as pd\nimport colorsys as unused\ntable = pd.DataFrame({'x': [1, 2]})"),
        build.cell("import json", "settings", locked=True),
        build.cell(
            SOLVED.format("import math\ndef twice(table):\n    return math.prod([2]) * table"),
            "twice",
            solution=True,
        ),
        build.cell("assert (twice(table) == 2 * table).all().all()", "t", grade=True, locked=True, points=1),
    ]

    (found,) = tried(*cells).values()

    notebook = build.course.assignment("demo").notebooks["1_double"]
    assert notebook.imports == ("import math",)
    assert set(notebook.imported_by_judge) == {"import math", "import json"}
    assert (found.moved, found.failed) == ({}, {})
