"""What happens to notebooks in students' hands, and what becomes of it."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from autograder.course import read_notebook
from autograder.intake import take_in

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "source" / "ch177").glob("*.ipynb"))

SETUP = "import numpy as np\nDATA = [1, 2]"
ADD = '''\
def add(a, b):
    """The sum."""
    ### BEGIN SOLUTION
    return a + b
    ### END SOLUTION'''
TEST_ADD = """\
assert add(1, 2) == 3
assert add(2, 2) == 4
### BEGIN HIDDEN TESTS
assert add(5, 5) == 10
### END HIDDEN TESTS"""
TOTAL = "# total: a number\n### BEGIN SOLUTION\ntotal = add(3, 4)\n### END SOLUTION"
TEST_TOTAL = "assert total > 0\n### BEGIN HIDDEN TESTS\nassert total == 7\n### END HIDDEN TESTS"
TASK = "Explain it.\n### BEGIN MARK SCHEME\nOne point for the word.\n### END MARK SCHEME"
ANSWER = "A model answer."


def cell(source, grade_id="", kind="code", **flags):
    """A cell of the made-up course."""
    new = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[kind]
    made = new(source, id=grade_id.replace("_", "-") or f"p{abs(hash(source)) % 10**8}")
    if grade_id:
        base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        made.metadata["nbgrader"] = {"grade_id": grade_id, **base, **flags}
    return made


def source_notebook():
    """An instructor's notebook with each kind of cell."""
    return nbformat.v4.new_notebook(
        cells=[
            cell("# Title", kind="markdown"),
            cell(SETUP, "setup", locked=True),
            cell("Write add.", kind="markdown"),
            cell(ADD, "add", solution=True),
            cell(TEST_ADD, "test_add", grade=True, locked=True, points=2),
            cell("print(add(1, 1))"),
            cell("Now the total.", kind="markdown"),
            cell(TOTAL, "total", solution=True),
            cell(TEST_TOTAL, "test_total", grade=True, locked=True, points=1),
            cell(TASK, "task_why", "markdown", task=True, locked=True, points=0),
            cell(ANSWER, "why", "markdown", grade=True, solution=True, points=3),
        ]
    )


def release(notebook):
    """The notebook as nbgrader's own preprocessors release it."""
    notebook, resources = copy.deepcopy(notebook), {}
    for step in (ClearSolutions, LockCells, ClearHiddenTests, ClearMarkScheme, ComputeChecksums):
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


class Desk:
    """A student's notebook to be mistreated, and the instructor's to compare with."""

    def __init__(self, path):
        nbformat.write(source_notebook(), path)
        self.instructor = read_notebook(path)
        self.notebook = release(source_notebook())
        self.cells = self.notebook.cells
        self["add"].source = "def add(a, b):\n    return a + b"
        self["total"].source = "total = add(3, 4)"
        self["why"].source = "Because."

    def at(self, grade_id):
        """Where a cell is."""
        return next(
            place
            for place, cell in enumerate(self.cells)
            if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
        )

    def __getitem__(self, grade_id):
        return self.cells[self.at(grade_id)]

    def insert_after(self, grade_id, *new):
        """Add cells behind one."""
        place = self.at(grade_id) + 1
        self.cells[place:place] = new

    def lose_mark(self, *grade_ids):
        """Take nbgrader's metadata off cells."""
        for grade_id in grade_ids:
            del self[grade_id].metadata["nbgrader"]

    def take_in(self, notebook=None):
        """The result, checked for everything that always holds."""
        taken = take_in(json.dumps(notebook or self.notebook).encode(), self.instructor)
        check_promises(taken, self.instructor)
        return taken


def check_promises(taken, instructor):
    """What holds for every result."""
    nbformat.validate(taken.notebook)
    MetadataValidator().validate_nb(taken.notebook)
    json.dumps(taken.notebook, ensure_ascii=False).encode()
    assert (taken.notebook.nbformat, taken.notebook.nbformat_minor) == (4, 5)
    assert taken.notebook.metadata.kernelspec.name == "python3"
    marked = [cell for cell in taken.notebook.cells if cell.metadata]
    asked = [cell for cell in instructor.cells if cell.is_marked]
    assert [cell.metadata for cell in marked] == [{"nbgrader": dict(cell.nbgrader)} for cell in asked]
    for cell, wanted in zip(marked, asked, strict=True):
        assert cell.cell_type == wanted.cell_type
        if wanted.role in ("locked", "grade", "task"):
            assert cell.source == wanted.source
    for cell in taken.notebook.cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


@pytest.fixture
def desk(tmp_path):
    """A student's notebook with right answers."""
    return Desk(tmp_path / "1_sums.ipynb")


def sources(taken):
    """The texts of a result's cells."""
    return [cell.source for cell in taken.notebook.cells]


def of(taken, grade_id):
    """The text of one of the marked cells."""
    marked = (cell for cell in taken.notebook.cells if cell.metadata)
    return next(cell.source for cell in marked if cell.metadata.nbgrader["grade_id"] == grade_id)


def told(taken):
    """What was put right: by grade_id, the sentences in one."""
    sentences = {}
    for repair in taken.repairs:
        sentences[repair.grade_id] = f"{sentences.get(repair.grade_id, '')} {repair.sentence}".strip()
    return sentences


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_an_untouched_release_needs_no_repair(path):
    """What nbgrader gives out comes in as it went out, with the instructor's own tests."""
    instructor = read_notebook(path)
    released = release(nbformat.read(path, 4))

    taken = take_in(nbformat.writes(released).encode(), instructor)

    check_promises(taken, instructor)
    assert taken.repairs == ()
    assert [cell.id for cell in taken.notebook.cells] == [cell.id for cell in released.cells]
    for cell, before, asked in zip(taken.notebook.cells, released.cells, instructor.cells, strict=True):
        assert cell.source == (asked.source if asked.role in ("locked", "grade", "task") else before.source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_released_text_is_what_nbgrader_releases(path):
    """Solutions, hidden tests and mark schemes are cut as nbgrader cuts them."""
    released = release(nbformat.read(path, 4))

    texts = [cell.released for cell in read_notebook(path).cells]

    assert texts == [cell.source for cell in released.cells]


def test_an_instructors_own_notebook_needs_no_repair(tmp_path):
    """An instructor can grade the source itself."""
    desk = Desk(tmp_path / "1_sums.ipynb")

    taken = desk.take_in(source_notebook())

    assert taken.repairs == ()
    assert of(taken, "add") == ADD


def test_answers_stay(desk):
    """Solutions and written answers are the student's, and nothing is reported."""
    taken = desk.take_in()

    assert taken.repairs == ()
    assert of(taken, "add") == "def add(a, b):\n    return a + b"
    assert of(taken, "why") == "Because."
    assert of(taken, "test_add") == TEST_ADD


def test_an_edited_test_is_restored(desk):
    """A weakened test has no effect, and its text doesn't stay."""
    desk["test_add"].source = "assert True"

    taken = desk.take_in()

    assert "assert True" not in sources(taken)
    assert list(told(taken)) == ["test_add"]
    assert "edited" in told(taken)["test_add"]


def test_an_import_added_to_a_locked_cell_stays_beside_it(desk):
    """Editors that let students write into the setup cell don't cost them their imports."""
    desk["setup"].source = SETUP + "\nimport math"

    taken = desk.take_in()

    assert sources(taken)[1:3] == [SETUP, SETUP + "\nimport math"]
    assert "follows it" in told(taken)["setup"]


@pytest.mark.parametrize("change", [lambda text: text + "\n\n", lambda text: text.replace("\n", " \r\n")])
def test_blanks_at_line_ends_are_no_edit(desk, change):
    """Trailing blanks and other line endings aren't reported."""
    for grade_id in ("setup", "test_add", "task_why"):
        desk[grade_id].source = change(desk[grade_id].source)

    taken = desk.take_in()

    assert taken.repairs == ()


@pytest.mark.parametrize("grade_id", ["setup", "test_add", "test_total", "task_why"])
def test_a_deleted_fixed_cell_is_back_in_its_place(desk, grade_id):
    """A deleted locked, test or task cell stands where the instructor put it."""
    whole = sources(desk.take_in())
    del desk.cells[desk.at(grade_id)]

    taken = desk.take_in()

    assert sources(taken) == whole
    assert told(taken) == {grade_id: f"The cell “{grade_id}” was missing. It is back in its place."}


def test_a_deleted_test_follows_what_was_added_to_its_answer(desk):
    """A test that is put back sees the cells that the student wrote after the answer."""
    desk.insert_after("add", cell("more = 1"))
    del desk.cells[desk.at("test_add")]

    taken = desk.take_in()

    place = sources(taken).index("more = 1")
    assert sources(taken)[place + 1 : place + 3] == [TEST_ADD, "print(add(1, 1))"]


def test_a_deleted_setup_comes_before_what_was_added(desk):
    """A locked cell that is put back runs before the student's cells that may need it."""
    desk.insert_after("setup", cell("x = np.ones(3)"))
    del desk.cells[desk.at("setup")]

    taken = desk.take_in()

    assert sources(taken)[:4] == ["# Title", SETUP, "x = np.ones(3)", "Write add."]


def test_everything_but_the_answers_can_be_deleted(desk):
    """Several missing cells in a row come back in order."""
    desk.cells[:] = [desk["add"], desk["total"]]

    taken = desk.take_in()

    assert sources(taken) == [SETUP, desk["add"].source, TEST_ADD, desk["total"].source, TEST_TOTAL, TASK, ""]


def test_a_deleted_solution_is_found_where_its_name_is_defined(desk):
    """An answer in a cell of the student's own counts, and stands where it belongs."""
    del desk.cells[desk.at("add")]
    desk.cells.append(cell("%matplotlib inline\nif True:\n    add = lambda a, b: a + b"))

    taken = desk.take_in()

    assert of(taken, "add").endswith("add = lambda a, b: a + b")
    assert sources(taken).count(of(taken, "add")) == 1
    assert "what it defines" in told(taken)["add"]


def test_an_answer_with_a_syntax_error_is_still_found(desk):
    """A definition that doesn't parse is recognised line by line."""
    del desk.cells[desk.at("add")]
    desk.cells.append(cell("def add(a, b:\n    return a + b"))

    assert of(desk.take_in(), "add").startswith("def add(a, b:")


def test_the_last_of_several_definitions_is_the_solution(desk):
    """Earlier definitions stay, in front of it."""
    del desk.cells[desk.at("add")]
    first, last = "def add(a, b):\n    return 0", "def add(a, b):\n    return b + a"
    desk.cells += [cell(first), cell("x = 1"), cell(last)]

    taken = desk.take_in()

    place = sources(taken).index(last)
    assert of(taken, "add") == last
    assert sources(taken)[place - 2 : place] == [first, "x = 1"]


def test_a_solution_that_is_nowhere_is_empty(desk):
    """No stub is put in, since it would overwrite what the student defined in another way."""
    desk["add"].source = "exec('def add(a, b): return a + b')"
    desk.lose_mark("add")

    taken = desk.take_in()

    assert of(taken, "add") == ""
    assert "No other cell defines add" in told(taken)["add"]
    assert "exec('def add(a, b): return a + b')" in sources(taken)


def test_a_copy_that_is_the_untouched_stub_is_dropped(desk):
    """Of a stub and an answer, in either order, the answer counts and the stub is gone."""
    stub = copy.deepcopy(desk["add"])
    stub.source = release(source_notebook()).cells[3].source
    answer = desk["add"].source
    before, after = copy.deepcopy(desk.notebook), copy.deepcopy(desk.notebook)
    before.cells.insert(desk.at("add"), stub)
    after.cells.append(stub)

    for notebook in (before, after):
        taken = desk.take_in(notebook)

        assert of(taken, "add") == answer
        assert stub.source not in sources(taken)
        assert "twice" in told(taken)["add"]


def test_a_split_solution_runs_whole(desk):
    """Both halves of a split cell stay, in order, the second as the solution."""
    second = copy.deepcopy(desk["add"])
    desk["add"].source = "def helper(a, b):\n    return a + b"
    second.source = "def add(a, b):\n    return helper(a, b)"
    desk.insert_after("add", cell("between = 1"), second)

    taken = desk.take_in()

    place = sources(taken).index(second.source)
    assert of(taken, "add") == second.source
    assert sources(taken)[place - 2 : place] == [desk["add"].source, "between = 1"]
    assert sources(taken)[place + 1] == TEST_ADD


def test_copies_of_a_solution_far_apart_keep_their_order(desk):
    """What earlier copies say stays in front of the last one, wherever they were."""
    one, two, three = (copy.deepcopy(desk["add"]) for _ in range(3))
    one.source, two.source, three.source = "a1 = 1", "a2 = 2", "def add(a, b):\n    return a + b  # 3"
    desk.cells[desk.at("add")] = one
    desk.cells += [two, cell("z = 1"), three]

    taken = desk.take_in()

    place = sources(taken).index(three.source)
    assert sources(taken)[place - 3 : place + 2] == ["a1 = 1", "a2 = 2", "z = 1", three.source, TEST_ADD]


@pytest.mark.parametrize("grade_id", ["setup", "test_add", "task_why"])
def test_halves_of_a_split_fixed_cell_become_one(desk, grade_id):
    """Splitting a test leaves no pieces of it."""
    whole = sources(desk.take_in())
    second = copy.deepcopy(desk[grade_id])
    half = len(second.source) // 2
    desk[grade_id].source, second.source = second.source[:half], second.source[half:]
    desk.insert_after(grade_id, second)

    taken = desk.take_in()

    assert sources(taken) == whole
    assert "twice" in told(taken)[grade_id]


def test_a_rewritten_copy_of_a_test_stays_as_a_plain_cell(desk):
    """Students try things out in copies of tests."""
    trial = copy.deepcopy(desk["test_add"])
    trial.source = "print(add(100, 1))"
    desk.insert_after("test_add", trial)

    taken = desk.take_in()

    place = sources(taken).index("print(add(100, 1))")
    assert sources(taken)[place - 1] == TEST_ADD
    assert taken.notebook.cells[place].metadata == {}


def test_a_solution_written_over_a_copied_test_is_found(desk):
    """A copied test that became an answer counts as the answer where that is missing."""
    desk["add"].metadata = copy.deepcopy(desk["test_add"].metadata)

    taken = desk.take_in()

    assert of(taken, "add") == "def add(a, b):\n    return a + b"


def test_moved_cells_are_in_their_order_again(desk):
    """Added cells move with the cell that they followed."""
    moved = [desk.cells.pop(desk.at("total")), cell("extra = total")]
    desk.cells[1:1] = moved

    taken = desk.take_in()

    assert sources(taken)[7:10] == [desk["total"].source, "extra = total", TEST_TOTAL]
    assert "total" in told(taken)[None]
    assert "test_add" not in told(taken)[None]


def test_reversed_notebooks_are_in_order_again(desk):
    """Any order will do."""
    desk.cells.reverse()

    assert "had been moved" in told(desk.take_in())[None]


@pytest.mark.parametrize("grade_id", ["setup", "add", "test_add", "task_why", "why"])
@pytest.mark.parametrize("kind", ["code", "markdown", "raw"])
def test_retyped_cells_get_their_type_back(desk, grade_id, kind):
    """Code, Markdown and raw are no difference for who a cell is."""
    whole = sources(desk.take_in())
    changed = desk[grade_id].cell_type != kind
    desk[grade_id].cell_type = kind

    taken = desk.take_in()

    assert sources(taken) == whole
    assert (grade_id in told(taken)) == changed


@pytest.mark.parametrize("grade_id", ["setup", "add", "test_add", "total", "task_why", "why"])
def test_a_renamed_cell_is_recognised(desk, grade_id):
    """A changed grade_id doesn't matter."""
    whole = sources(desk.take_in())
    desk[grade_id].metadata.nbgrader["grade_id"] = "renamed"

    taken = desk.take_in()

    assert sources(taken) == whole
    assert "had lost its id" in told(taken)[grade_id]


SWAPS = [("add", "total"), ("test_add", "test_total"), ("setup", "test_add")]


@pytest.mark.parametrize(("one", "other"), SWAPS)
def test_swapped_ids_are_swapped_back(desk, one, other):
    """What is in a cell tells more than the id that it bears."""
    whole = sources(desk.take_in())
    first, second = desk[one].metadata, desk[other].metadata
    first.nbgrader["grade_id"], second.nbgrader["grade_id"] = other, one

    taken = desk.take_in()

    assert sources(taken) == whole
    assert {one, other} <= told(taken).keys()


def test_a_notebook_without_any_nbgrader_metadata_is_recognised(desk):
    """Some editors drop what they don't know."""
    whole = sources(desk.take_in())
    for lost in desk.cells:
        lost.metadata = {}

    taken = desk.take_in()

    assert sources(taken) == whole
    assert set(told(taken)) == {"setup", "add", "test_add", "total", "test_total", "task_why", "why"}


def test_missing_metadata_is_no_obstacle(desk):
    """A cell may have lost its metadata altogether, or hold null there."""
    whole = sources(desk.take_in())
    notebook = json.loads(json.dumps(desk.notebook))
    for number, lost in enumerate(notebook["cells"]):
        lost["metadata"] = None
        if number % 2:
            del lost["metadata"]

    assert sources(desk.take_in(notebook)) == whole


@pytest.mark.parametrize(
    ("key", "value"),
    [("points", 999), ("points", None), ("grade", False), ("locked", False), ("solution", True), ("task", 1)],
)
def test_changed_settings_are_put_back(desk, key, value):
    """Points and flags are the instructor's."""
    desk["test_add"].metadata.nbgrader[key] = value

    taken = desk.take_in()

    assert f"({key})" in told(taken)["test_add"]


def test_tags_are_dropped(desk):
    """No cell escapes being run by a tag."""
    desk["test_add"].metadata["tags"] = ["skip-execution"]
    desk.insert_after("add", cell("x = 1"))
    desk.cells[desk.at("add") + 1].metadata["tags"] = ["skip-execution", "mine"]

    taken = desk.take_in()

    assert "(skip-execution)" in told(taken)["test_add"]
    assert "tag skip-execution" in told(taken)[None]


def test_cells_of_another_notebook_count_as_the_students_own(desk):
    """A cell pasted from another notebook of the course is plain."""
    desk.cells.append(cell("foreign = 1", "elsewhere", solution=True))

    taken = desk.take_in()

    assert sources(taken)[-1] == "foreign = 1"
    assert "another notebook" in told(taken)[None]


def test_plain_cells_that_were_deleted_stay_deleted(desk):
    """The instructor's unmarked cells are the student's to delete."""
    desk.cells[:] = [kept for kept in desk.cells if "nbgrader" in kept.metadata]

    taken = desk.take_in()

    assert taken.repairs == ()
    assert len(sources(taken)) == 7


def test_sentences_hold_no_hidden_test(desk):
    """Whatever is done to it, a student is never told more than the release."""
    for number, mistreated in enumerate(desk.cells):
        mistreated.source += f"\n# {number}"

    taken = desk.take_in()

    assert not any("5, 5" in repair.sentence or "The word" in repair.sentence for repair in taken.repairs)
