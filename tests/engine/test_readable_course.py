"""A source that can't be graded as it is meant is refused, with what to run; nbgrader's stubs are its own."""

import nbformat
import pytest

from autograder.errors import BrokenCourse

SOLVED = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
TEST = "assert f() == 1"


@pytest.fixture
def read(build):
    """Read an assignment of one exercise."""

    def run(solution=SOLVED, test=TEST, *, schema=3, points=1, **metadata):
        path = build.notebook(
            build.cell(solution, "f", solution=True, schema_version=schema),
            build.cell(test, "test_f", grade=True, locked=True, points=points, schema_version=schema),
        )
        document = nbformat.read(path, as_version=4)
        document.metadata.update(metadata)
        nbformat.write(document, path)
        return build.course.assignment("demo").notebooks["1_double"]

    return run


def _configure(build, text):
    with (build.root / "nbgrader_config.py").open("a") as config:
        config.write(text)


@pytest.mark.parametrize("schema", [0, 1, 2])
def test_older_schema_is_told_how_to_update(read, build, schema):
    """By nbgrader's own command, with the folder."""
    with pytest.raises(BrokenCourse) as refused:
        read(schema=schema)

    assert f"nbgrader's schema {schema}, and 3 is read here" in str(refused.value)
    assert f"Run `nbgrader update {build.root / 'source' / 'demo'}`." in str(refused.value)


@pytest.mark.parametrize("points", [None, "", "2", -1, True])
def test_a_graded_cell_without_points_is_refused(read, points):
    """Report 64 of nbgrader: they were forgotten; nbgrader says that its metadata may be corrupted."""
    with pytest.raises(BrokenCourse, match=f"The graded cell test_f of .* is worth {points!r}, which is no"):
        read(points=points)


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}},
        {"kernelspec": {"name": "ir", "display_name": "R"}, "language_info": {"name": "R"}},
    ],
)
def test_another_language_is_refused(read, metadata):
    """Nothing of it would run here as it is meant."""
    with pytest.raises(BrokenCourse, match="written in R, for the kernel 'ir'; only Python is graded here"):
        read(**metadata)


def test_another_python_kernel_is_read(read):
    """Its cells are Python all the same."""
    notebook = read(kernelspec={"name": "xpython", "display_name": "xeus", "language": "python"})

    assert len(notebook.grade_cells) == 1


@pytest.mark.parametrize(
    ("solution", "test", "said"),
    [
        (SOLVED.replace("###", "### BEGIN SOLUTION\n###", 1), TEST, "“BEGIN SOLUTION” twice"),
        (SOLVED.replace("END", "end"), TEST, "“BEGIN SOLUTION” without an end"),
        (SOLVED, f"### BEGIN HIDDEN TESTS\n{TEST}\n### BEGIN HIDDEN TESTS", "“BEGIN HIDDEN TESTS” twice"),
    ],
    ids=["solution in a solution", "solution without an end", "end misspelt"],
)
def test_region_that_does_not_end_is_refused(read, solution, test, said):
    """The rest of the cell would be hidden, or not; the cell is named."""
    with pytest.raises(BrokenCourse) as refused:
        read(solution, test)

    assert said in str(refused.value)
    assert "then run `nbgrader generate_assignment demo --force`" in str(refused.value)


def test_stubs_are_those_of_the_configuration(read, build):
    """What a student leaves as it is counts as no answer, in whatever words it is."""
    _configure(build, "c.ClearSolutions.code_stub = {'python': '# HIER\\nraise NotImplementedError'}\n")

    (cell, _test) = read().cells

    assert cell.given == "def f():\n    # HIER\n    raise NotImplementedError"


@pytest.mark.parametrize("enabled", [True, False])
def test_headers_and_footers_are_nbgraders(read, build, monkeypatch, enabled):
    """Cell by cell what nbgrader's own step puts around a notebook; not where it is turned off."""
    from nbgrader.preprocessors import IncludeHeaderFooter

    monkeypatch.chdir(build.root)  # nbgrader's paths start there
    for name in ("header", "footer"):
        cells = (build.cell(f"print({name!r})", name, locked=True), build.cell(f"{name} = 1"))
        build.notebook(*cells, assignment="", name=name)
    settings = "".join(
        f"c.IncludeHeaderFooter.{name} = 'source/{name}.ipynb'\n" for name in ("header", "footer")
    )
    _configure(build, f"{settings}c.IncludeHeaderFooter.enabled = {enabled}\n")

    cells = read().cells

    path = build.root / "source" / "demo" / "1_double.ipynb"
    there = nbformat.read(path, as_version=4)
    if enabled:
        there, _ = IncludeHeaderFooter(config=build.course.config).preprocess(there, {})
    assert [cell.source for cell in cells] == [cell.source for cell in there.cells]
    assert len(cells) == (6 if enabled else 2)


def test_header_that_is_not_there_is_told(read, build):
    """With what nbgrader's own command would say."""
    _configure(build, "c.IncludeHeaderFooter.header = 'source/header.ipynb'\n")

    with pytest.raises(BrokenCourse, match=r"can't add its header or its AUTOTEST tests: .*header\.ipynb"):
        read()


def test_modules_of_a_source_that_is_called_solutions_are_students_files(build):
    """Nothing of them is imported here."""
    _configure(build, "c.CourseDirectory.source_directory = 'solutions'\n")
    build.notebook(build.cell(SOLVED, "f", solution=True), folder="solutions")
    (build.root / "solutions" / "demo" / "shown.py").write_text("1 / 0")

    assignment = build.course.assignment("demo")

    assert dict(assignment.exercises) == {}
    assert [*assignment.files] == ["shown.py"]
    assert [*assignment.for_judge] == ["source/demo/shown.py", "nbgrader_config.py"][::-1]
