"""Whose submissions `autograder grade` takes, where nbgrader's configuration restricts them."""

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook import CourseGradebook


@pytest.fixture
def course(build, hand_in):
    """Ada and Bob have handed in; only Ada is in the gradebook."""
    build.double()
    build.release()
    for student in ("ada", "bob"):
        hand_in(build.root, student)
    with CourseGradebook.of(build.course).open() as gradebook:
        gradebook.update_or_create_student("ada")
    return build.root


@pytest.fixture
def grade(course, capsys):
    """Run the command with a setting: exit code, stdout, stderr."""

    def call(setting, *arguments):
        with (course / "nbgrader_config.py").open("a") as config:
            config.write(f"{setting}\n")
        with pytest.raises(SystemExit) as ended:
            main(["grade", "demo", "--course", str(course), "--jobs", "1", *arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return call


def graded(course):
    """Whose grades are there: in the gradebook, and as folders; and whom the gradebook knows."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "made-up") as gradebook:
        known = {student.id for student in gradebook.students}
        rows = {row.student_id for row in gradebook.find_assignment("demo").submissions}
    assert rows == {path.parent.name for path in course.glob("autograded/*/demo")}
    return known, rows


def test_new_students_are_welcome(course, grade):
    """As with nbgrader, unless it is told otherwise."""
    assert grade("")[0] == 0
    assert graded(course) == ({"ada", "bob"}, {"ada", "bob"})


def test_an_unknown_student_is_left_out(course, grade, nbgrader):
    """Nothing is written for him, and it is said what to do; stock nbgrader refuses him too."""
    code, out, _ = grade("c.Autograde.create_student = False")
    stock = nbgrader(course, "autograde", "demo", "--student", "bob")

    assert code == 1
    assert "bob: left out, the gradebook has no such student." in out
    assert "nbgrader db student add bob" in out
    assert stock.returncode != 0
    assert "No student with ID 'bob' exists in the database" in stock.stderr
    assert graded(course) == ({"ada"}, {"ada"})


def test_an_excluded_student_is_not_graded(course, grade):
    """Excluded on purpose: nothing fell short."""
    code, out, _ = grade("c.CourseDirectory.student_id_exclude = 'bob,cleo'")

    assert code == 0
    assert "bob" not in out
    assert graded(course) == ({"ada"}, {"ada"})


@pytest.mark.parametrize(
    "setting",
    ["c.Autograde.create_student = False", "c.CourseDirectory.student_id_exclude = 'bob'"],
)
def test_nobody_is_left(course, grade, setting):
    """One line, code 2, nothing graded."""
    code, out, err = grade(setting, "--student", "bob")

    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "Excluded, or not in the gradebook: bob." in err
    assert not (course / "autograded").exists()


def test_ids_that_differ_only_in_case_are_named(course, grade):
    """Report 1534 of nbgrader: a roster with capitals, accounts without, and one student is two."""
    (course / "submitted" / "ada").rename(course / "submitted" / "Ada")

    everybody, bob = grade("")[1], grade("", "--student", "bob")[1]

    assert "Ada and ada are different students to nbgrader. If they are one, keep one id:" in everybody
    assert "different students" not in bob
