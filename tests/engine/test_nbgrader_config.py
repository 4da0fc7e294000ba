"""The lines of nbgrader_config.py: whatever is wrong with them, nothing is graded without the engine."""

import pytest
from nbgrader.api import Gradebook

from autograder.course.statements import hidden_lines
from autograder.errors import UnusableInput
from autograder.gradebook import CourseGradebook
from autograder.gradebook.converter import converter_of, refuse_other_steps

PLAIN = "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(-3) == -6\n### END HIDDEN TESTS"
EXPORTER = 'c.Autograde.exporter_class = "autograder.gradebook.autograde.BatchExporter"\n'
REFUSAL = 'c.Autograde.autograde_preprocessors = ["autograder.gradebook.autograde.refuse"]\n'


@pytest.fixture
def plain(build, hand_in):
    """A course with nothing but a plain assert in its test cell, and one who has handed in."""
    build.double(test=PLAIN)
    build.release()
    CourseGradebook.of(build.course).register("demo")
    hand_in(build.root, "ada")
    return build


def configure(build, *lines):
    """Add lines to the course's configuration."""
    with (build.root / "nbgrader_config.py").open("a") as config:
        config.writelines(lines)


def scores(root):
    """All scores that the gradebook has of ada."""
    with Gradebook(f"sqlite:///{root}/gradebook.db", "made-up") as gradebook:
        notebooks = [row for one in gradebook.assignment_submissions("demo") for row in one.notebooks]
        return [grade.auto_score for notebook in notebooks for grade in notebook.grades]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((EXPORTER.replace("exporter_class", "exporter_clas"), REFUSAL), "nbgrader runs without the engine"),
        ((EXPORTER.replace("Exporter", "Exportr"),), "could not be imported"),
        ((REFUSAL.replace("refuse", "refuze"),), "refuze"),
    ],
    ids=["misspelt setting", "misspelt exporter", "misspelt refusal alone"],
)
def test_nothing_is_graded_by_a_configuration_that_is_wrong(plain, nbgrader, lines, said):
    """Plain asserts, too, which stock nbgrader would run in the student's own process."""
    configure(plain, *lines)

    ended = nbgrader(plain.root, "autograde", "demo")

    assert ended.returncode == 1
    assert said in ended.stderr
    assert not any(scores(plain.root))
    assert list(plain.root.glob("autograded/*/demo")) == []


def test_the_first_line_alone_grades(plain, nbgrader):
    """The other is there for the day on which this one is misspelt."""
    configure(plain, EXPORTER, REFUSAL.replace("autograde_preprocessors", "autograde_preprocessor"))

    ended = nbgrader(plain.root, "autograde", "demo")

    assert ended.returncode == 0, ended.stderr
    assert scores(plain.root) == [2.0]
    assert (plain.root / "autograded" / "ada" / "demo" / ".autograder.json").is_file()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('c.Autograde.autograde_preprocessors.append("mine.Plagiarism")\n', "would not run mine.Plagiarism"),
        ('c.Autograde.sanitize_preprocessors = ["mine.Clean"]\n', "would not run mine.Clean"),
        ("c.Execute.enabled = False\n", "--no-execute"),
    ],
)
def test_what_a_course_would_not_get_is_refused(plain, line, said):
    """Steps of its own, or none at all: it is said which, and nothing is graded."""
    configure(plain, EXPORTER, line)
    gradebook = CourseGradebook.of(plain.course)

    with pytest.raises(UnusableInput, match=said):
        refuse_other_steps(converter_of(gradebook, "demo"))


def test_a_configuration_that_nbgrader_refuses_is_one_line(plain):
    """Such as an exporter that isn't there."""
    configure(plain, EXPORTER.replace("Exporter", "Exportr"))

    with pytest.raises(UnusableInput, match=r"c\.Autograde in nbgrader_config\.py") as refused:
        converter_of(CourseGradebook.of(plain.course), "demo")

    assert "\n" not in str(refused.value)


def test_files_to_ignore_and_to_keep_are_the_courses(plain):
    """Also where the configuration adds to nbgrader's own list; a student's file of that name is left out."""
    configure(
        plain,
        'c.CourseDirectory.ignore.append("*.dat")\n',
        'c.Autograde.exclude_overwriting = {"demo": ["helper.py"]}\n',
    )
    folder = plain.root / "source" / "demo"
    for name in ("helper.py", "table.csv", "big.dat"):
        (folder / name).write_text("ours")

    assignment = plain.course.assignment("demo")
    theirs = dict.fromkeys(["helper.py", "table.csv", "my.dat", "feedback/a.html", "notes/mine.txt"], b"")

    assert set(assignment.files) == {"helper.py", "table.csv"}
    assert set(assignment.of_student(theirs)) == {"helper.py", "notes/mine.txt"}


@pytest.mark.parametrize(
    ("lines", "cell", "call", "notebook"),
    [
        ((), 30, 10, 120),
        (("c.ExecutePreprocessor.timeout = 300\n",), 300, 100, 1200),
        (("c.Execute.timeout = 5\n", "c.ExecutePreprocessor.timeout = 300\n"), 5, 10, 120),
        (("c.NotebookClient.timeout = None\n",), 3600, 1200, 14_400),
        (("c.ExecutePreprocessor.timeout = 300\n", "c.Limits.cell = 40\n"), 40, 100, 1200),
    ],
)
def test_time_of_a_cell_is_nbgraders(build, lines, cell, call, notebook):
    """Its own settings count, the nearest class first; c.Limits wins."""
    configure(build, *lines)

    limits = build.course.limits()

    assert (limits.cell, limits.call, limits.notebook) == (cell, call, notebook)


def test_delimiters_of_regions_are_nbgraders(build):
    """Regions are known by the names that the configuration gives them."""
    configure(build, 'c.ClearHiddenTests.begin_test_delimeter = "# SECRET"\n')
    configure(build, 'c.ClearHiddenTests.end_test_delimeter = "# OPEN"\n')
    build.double(test="assert double(2) == 4\n# SECRET\nassert double(-3) == -6\n# OPEN")

    (notebook,) = build.course.assignment("demo").notebooks.values()

    (test,) = notebook.grade_cells
    assert hidden_lines(test.source) == {3}
    assert test.released == "assert double(2) == 4"
