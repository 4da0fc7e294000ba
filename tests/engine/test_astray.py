"""A written answer beside its blank cell is seen by a person."""

import json

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course import Course
from autograder.intake.take_in import take_in

STUB = "YOUR ANSWER HERE"
TASK = "## Why?\n\nSay why doubling is linear."
WORDS = "Because sums and multiples stay what they are."


def text(source, **rest):
    """A written cell."""
    return nbformat.v4.new_markdown_cell(source, **rest)


@pytest.fixture
def course(build):
    """An exercise, and a question below it."""
    cell = build.cell
    test = cell("assert double(2) == 4", "test_double", grade=True, locked=True, points=2)
    why = {"cell_type": "markdown", "grade": True, "solution": True, "points": 3}
    for folder, answer, words in (
        (
            "source",
            "def double(x):\n    return 2 * x",
            "It is.",
        ),
        ("release", "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()", STUB),
    ):
        build.notebook(
            cell(answer, "double", solution=True), test, text(TASK), cell(words, "why", **why), folder=folder
        )
    return build.root


@pytest.fixture
def grade(course, capsys):
    """Grade a notebook whose cells were changed: what was printed, the verdict on the question, its row."""

    def call(change):
        document = nbformat.read(course / "release/demo/1_double.ipynb", as_version=4)
        document.cells[0].source = "def double(x):\n    return 2 * x"
        change(document.cells)
        path = course / "submitted/ada/demo/1_double.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
        out = course / "result.json"
        with pytest.raises(SystemExit):
            main(["grade", "demo", "--jobs", "1", "--course", str(course), "--json", str(out)])
        cells = json.loads(out.read_text())["submissions"][0]["notebooks"][0]["cells"]
        with Gradebook(f"sqlite:///{course}/gradebook.db", "made-up") as gradebook:
            row = gradebook.find_grade("why", "1_double", "demo", "ada")
            return capsys.readouterr().out, next(c for c in cells if c["grade_id"] == "why"), row

    return call


def split(cells):
    """As Deepnote does: no ids, a cell for each paragraph."""
    for cell in cells:
        cell.metadata.pop("nbgrader", None)
    cells[2:] = [text("## Why?"), text("Say why doubling is linear."), text(WORDS)]


CHANGES = {
    "above": lambda cells: cells.insert(3, text(WORDS)),
    "below": lambda cells: cells.append(text(WORDS)),
    "in the task's own text": lambda cells: cells[2].update(source=f"{TASK}\n\n{WORDS}"),
    "as code": lambda cells: cells.append(nbformat.v4.new_code_cell(WORDS)),
    "as a comment": lambda cells: cells.append(nbformat.v4.new_code_cell(f"# {WORDS}\n1 + 1")),
    "with the cell emptied": lambda cells: (cells[3].update(source=""), cells.append(text(WORDS))),
}


@pytest.mark.parametrize("where", CHANGES)
def test_words_near_a_blank_answer_ask_a_person(grade, where):
    """They are shown with it, and the row waits; nothing is given or taken meanwhile."""
    said, verdict, row = grade(CHANGES[where])

    assert WORDS in verdict["person"]
    assert (row.auto_score, row.needs_manual_grade) == (None, True)
    assert "why: manual, needs a person" in said


@pytest.mark.parametrize(
    "change",
    [lambda _cells: None, lambda cells: cells.append(nbformat.v4.new_code_cell("double(21)"))],
    ids=["untouched", "code"],
)
def test_a_blank_answer_alone_asks_nobody(grade, change):
    """It has no points, as with nbgrader; trying code out near it is no answer."""
    _, verdict, row = grade(change)

    assert verdict["person"] is None
    assert (row.auto_score, row.needs_manual_grade) == (0, False)


def test_a_task_that_was_reworded_since_is_no_students_word(course):
    """Students have the former text: that of release/, or but for a word or two; a filled gap is theirs."""
    former = "Say in a sentence of your own why dubling is linear.\n\nIt is linear since ___ of the numbers."
    handed_in = nbformat.read(course / "release/demo/1_double.ipynb", as_version=4)
    handed_in.cells[2].source = former

    def astray(release):
        for folder, task in (("source", former.replace("dubling", "doubling")), ("release", release)):
            path = course / folder / "demo/1_double.ipynb"
            document = nbformat.read(path, as_version=4)
            document.cells[2].source = task
            nbformat.write(document, path)
        instructors = Course.at(course).assignment("demo").notebooks["1_double"]
        return dict(take_in(json.dumps(handed_in).encode(), instructors).astray)

    assert astray(release=former) == {}
    assert astray(release="Another text.") == {}
    handed_in.cells[2].source = former.replace("___", "the sum")
    assert astray(release=former) == {"why": "It is linear since the sum of the numbers."}


def test_a_split_heading_is_not_taken_for_the_answer(grade, course):
    """The paragraph below it is."""
    grade(split)

    document = nbformat.read(course / "autograded/ada/demo/1_double.ipynb", as_version=4)
    answer = next(c for c in document.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "why")
    assert answer.source == WORDS
