"""Faults that users of nbgrader, Jupyter, VS Code, CoCalc and Canvas have reported in public, as inputs."""

import copy
import json

import nbformat
import pytest

from autograder.cli import main
from autograder.errors import UnusableInput
from autograder.export.layout import canvas
from autograder.export.sheet import Sheet
from autograder.intake import Unreadable, open_submission
from autograder.intake.take_in import take_in

ANSWER = "def double(x):\n    return 2 * x"


def _of(cells, *grade_ids):
    return [cell for cell in cells if cell["metadata"]["nbgrader"]["grade_id"] in grade_ids]


def _each(**changes):
    def change(document):
        for cell in document["cells"]:
            cell.update(changes)

    return change


def _twice(document):
    document["cells"] += copy.deepcopy(document["cells"])


def _then_the_handout(document):
    again = copy.deepcopy(document["cells"])
    _of(again, "double")[0]["source"] = (
        "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    document["cells"] += again


def _test_as_text(document):
    for cell in _of(document["cells"], "test_double"):
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]


def _one_id_for_all_tests(document):
    for cell in document["cells"]:
        cell["metadata"]["nbgrader"]["grade_id"] = "test_double"


def _a_foreign_mark(document):
    mark = {"nbgrader": {"grade_id": "double"}}
    document["cells"].insert(0, {"cell_type": "code", "metadata": mark, "source": "x = 1", "outputs": []})


def _kernel(document):
    document["metadata"] = {"kernelspec": {"name": f"python37564bit{'a' * 64}", "language": ""}}


TAKEN = {
    "nbgrader 108, all cells copied": _twice,
    "jupyterlab 14031, the handout's cells appended": _then_the_handout,
    "nbgrader 92, the test made Markdown": _test_as_text,
    "nbgrader 1331, all cells with one id": _one_id_for_all_tests,
    "nbgrader 377, a cell with an id and no settings": _a_foreign_mark,
    "vscode-jupyter 2325, no cell has metadata": _each(metadata={}),
    "vscode-jupyter 5889, a kernel that is nowhere": _kernel,
    "ipython 7869, metadata that are lists": _each(metadata=[]),
    "nbformat 73, keys that no schema has": _each(outputExpanded=False),
}


@pytest.fixture
def demo(build):
    """An exercise and its handout."""
    build.double()
    build.release()
    return build


@pytest.mark.parametrize("report", TAKEN)
def test_the_answer_is_found_again(demo, report):
    """Whatever an editor has done around it."""
    document = nbformat.read(demo.root / "release/demo/1_double.ipynb", as_version=4)
    document.cells[0].source = ANSWER
    TAKEN[report](document)

    taken = take_in(json.dumps(document).encode(), demo.course.assignment("demo").notebooks["1_double"])

    assert _of([cell for cell in taken.notebook.cells if cell.metadata], "double")[0].source.endswith(ANSWER)
    assert [cell.cell_type for cell in taken.notebook.cells if cell.metadata] == ["code", "code"]


def test_a_notebook_that_was_saved_empty_says_so(demo):
    """otter-grader 444: a student is told what to do about it, not that it is another notebook."""
    with pytest.raises(Unreadable, match="has no cells: it was saved empty"):
        take_in(b'{"cells": [], "nbformat": 4}', demo.course.assignment("demo").notebooks["1_double"])


def test_folders_of_other_things_are_in_nobodys_way(demo, hand_in):
    """otter-grader 931: a folder `tests` beside the notebook; git-course 41: checkpoints."""
    stub = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    handout = hand_in(demo.root, "bob", stub).read_bytes()
    folder = hand_in(demo.root, "ada", ANSWER).parent
    for name in ("tests", "solutions", "autograder", ".ipynb_checkpoints"):
        (folder / name).mkdir()
        (folder / name / "1_double.ipynb").write_bytes(handout)

    files = open_submission(folder, demo.course.assignment("demo"))

    assert files.notebooks["1_double"] == (folder / "1_double.ipynb").read_bytes()
    assert files.doubts == {}


def test_a_source_with_one_id_twice_is_refused(demo, capsys):
    """CoCalc 6687, nbgrader 1331: pasted cells keep the id of those that they were copied from."""
    test = demo.cell("assert double(2) == 4", "test_double", grade=True, locked=True, points=1)
    pasted = demo.cell(test.source, "test_double", grade=True, locked=True, points=1)
    pasted.id = "pasted"
    demo.notebook(test, pasted)

    with pytest.raises(SystemExit, match="2"):
        main(["verify", "demo", "--course", str(demo.root)])

    assert "has 2 cells with the id 'test_double', as copies have" in capsys.readouterr().err


def test_what_only_the_instructor_can_mend_is_said(demo, hand_in, capsys):
    """CoCalc 4575: a notebook left in source/. nbgrader 1782: a solution's picture is in the release."""
    hand_in(demo.root, "ada")
    demo.notebook(demo.cell("assert True", "test_more", grade=True, locked=True, points=1), name="x")
    why = demo.cell(
        "### BEGIN SOLUTION\n![](attachment:key.png)\n### END SOLUTION",
        "why",
        cell_type="markdown",
        grade=True,
        solution=True,
        points=1,
    )
    why.attachments = {"key.png": {"image/png": "iVBORw0KGgo="}}
    for folder in ("source", "release"):
        demo.notebook(why, name="2_why", folder=folder)

    with pytest.raises(SystemExit):
        main(["grade", "demo", "--jobs", "1", "--course", str(demo.root)])

    out = capsys.readouterr().out
    assert "x.ipynb is in" in out
    assert "nobody could hand it in" in out
    assert "2_why: the picture key.png of why is part of a solution" in out


def test_a_course_in_which_nothing_is_graded_by_machine_says_so(build, capsys):
    """CoCalc 4701: a run that does nothing is confusing."""
    why = build.cell("YOUR ANSWER HERE", "why", cell_type="markdown", grade=True, solution=True, points=1)
    for folder in ("source", "release"):
        build.notebook(why, folder=folder)
    build.notebook(why, folder="submitted/ada")

    with pytest.raises(SystemExit):
        main(["grade", "demo", "--jobs", "1", "--course", str(build.root)])

    assert "A person grades all answers of demo, in formgrader." in capsys.readouterr().out


def test_a_title_that_canvas_passes_over_is_refused(tmp_path):
    """canvas-lms 2134: a column with “Final Grade” in its title isn't imported, and nothing says so."""
    file = tmp_path / "grades.csv"
    file.write_text("Student,ID,Section,demo Final Grade (7)\n    Points Possible,,,2\nAda,1,Mon,\n")

    with pytest.raises(UnusableInput, match="Canvas takes 'demo Final Grade' for one of its totals"):
        canvas(Sheet.read(file), "demo Final Grade", None, None)


def test_a_folder_that_nbgrader_takes_for_a_pattern_is_said(build, capsys):
    """Reports 1843 and 1905 of nbgrader: brackets in a name are a pattern there, and matched nothing."""
    build.double()
    for folder in ("source", "solutions"):
        (build.root / folder / "demo").rename(build.root / folder / "lab [2]")
    build.release("lab [2]")
    build.notebook(build.cell(ANSWER, "double", solution=True), folder="submitted/ada", assignment="lab [2]")

    with pytest.raises(SystemExit, match="2"):
        main(["grade", "lab [2]", "--course", str(build.root)])

    assert "Give the folder a name without [ and ]." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["why?", "20%41"])
def test_a_folder_that_means_something_else_in_a_url_is_said(make_course, tmp_path, capsys, name):
    """Nbgrader would put the gradebook elsewhere, or nowhere; with a URL of one's own it works."""
    build = make_course(tmp_path / name)
    build.double()
    build.release()
    build.notebook(build.cell(ANSWER, "double", solution=True), folder="submitted/ada")
    config = build.root / "nbgrader_config.py"

    with pytest.raises(SystemExit, match="2"):
        main(["grade", "demo", "--course", str(build.root)])
    refused = capsys.readouterr().err
    config.write_text(f"{config.read_text()}c.CourseDirectory.db_url = 'sqlite:///gradebook.db'\n")
    with pytest.raises(SystemExit, match="0"):
        main(["grade", "demo", "--course", str(build.root)])

    assert "Give the folder a name without ? and %, or set c.CourseDirectory.db_url." in refused
    assert (build.root / "gradebook.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_heading_made_by_a_key_is_taken_back(build):
    """Report 981 of nbgrader: 1, 2 and 3 make headings of locked cells, too, and there is no way back."""
    text, test = "Write a function that doubles.", "assert double(2) == 4"
    solved = (
        f"def double(x):\n    ### BEGIN SOLUTION\n    {ANSWER.partition('    ')[2]}\n    ### END SOLUTION"
    )

    def cells(mark, answer):
        yield build.cell(mark + text, "text", cell_type="markdown", locked=True)
        yield build.cell(answer, "double", solution=True)
        yield build.cell(mark + test, "test_double", grade=True, locked=True, points=2)

    build.notebook(*cells("", solved))
    handed_in = nbformat.v4.new_notebook(cells=[*cells("## ", ANSWER)])
    taken = take_in(json.dumps(handed_in).encode(), build.course.assignment("demo").notebooks["1_double"])

    assert [cell.source for cell in taken.notebook.cells] == [text, ANSWER, test]
    assert [repair.grade_id for repair in taken.repairs] == ["text", "test_double"]


def test_a_plus_in_an_assignments_name_is_said(build, capsys):
    """Report 928 of nbgrader, which refuses such a name wherever it reads one."""
    build.notebook(build.cell("1"), assignment="a+b")

    with pytest.raises(SystemExit, match="2"):
        main(["grade", "a+b", "--course", str(build.root)])

    assert "nbgrader takes no assignment with a + in its name: 'a+b'." in capsys.readouterr().err


def test_what_asks_for_input_is_told_that_nobody_types(demo, capsys):
    """Report 1844 of nbgrader: it validates, and fails where it is graded, in words for a frontend."""
    path = demo.root / "submitted" / "ada" / "demo" / "1_double.ipynb"
    demo.notebook(demo.cell(f"n = input()\n{ANSWER}", "double", solution=True), folder="submitted/ada")

    with pytest.raises(SystemExit, match="0"):
        main(["check", str(path), "--course", str(demo.root)])

    assert "It waits for somebody to type, and while it is graded nobody is there." in capsys.readouterr().out
