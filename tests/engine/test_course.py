"""A course on disk: finding it, its assignments, its exercises, and keeping two apart."""

import re
import shutil
import sys

import pytest

from autograder.course import Course, Role, exercise_of, read_notebook
from autograder.errors import BrokenCourse, UnusableInput
from autograder.exercise.lift import as_cell


def test_course_is_where_its_configuration_is(build):
    """The folder with nbgrader_config.py is a course."""
    assert Course.at(build.root).root == build.root.resolve()


def test_other_folder_is_no_course(tmp_path):
    """The message says what is missing and what to do."""
    with pytest.raises(UnusableInput, match=r"has no nbgrader_config\.py.*--course DIR"):
        Course.at(tmp_path)


def test_relative_folder_becomes_absolute(build, monkeypatch):
    """A later change of the working directory doesn't move the course."""
    monkeypatch.chdir(build.root.parent)

    found = Course.at(build.root.relative_to(build.root.parent))

    assert found.root.is_absolute()


@pytest.mark.parametrize("below", ["", "source", "submitted/ada/demo", "autograded/ada/demo"])
def test_course_is_found_from_inside(build, below):
    """From any folder of it, the nearest one above counts."""
    folder = build.root / below
    folder.mkdir(parents=True, exist_ok=True)

    assert Course.around(folder).root == build.root.resolve()


def test_outside_of_a_course_there_is_none(tmp_path):
    """The message says how to open a notebook so that it is found."""
    with pytest.raises(UnusableInput, match="isn't part of a course"):
        Course.around(tmp_path)


def test_assignments_are_folders_with_notebooks(build):
    """Others below source/ are none."""
    build.notebook(build.cell("1"), assignment="b")
    build.notebook(build.cell("1"), assignment="a")
    (build.root / "source" / "empty").mkdir()
    (build.root / "source" / "README.md").write_text("")

    assert build.course.assignments == ["a", "b"]


def test_nbgrader_takes_a_page_in_source_for_no_assignment(course, root, tmp_path):
    """What it lists are the folders: a README beside them is none."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    settings = Config({"CourseDirectory": {"root": str(root), "db_url": f"sqlite:///{tmp_path / 'g.db'}"}})

    listed = NbGraderAPI(CourseDirectory(config=settings), config=settings).get_source_assignments()

    assert (root / "source" / "README.md").is_file()
    assert listed == set(course.assignments) == {"ch177"}


def test_unknown_assignment_is_named_with_the_known_ones(build):
    """A typing error is found by its message."""
    with pytest.raises(UnusableInput, match=r"No assignment 'demo'.*`autograder new demo`"):
        build.course.source("demo")

    build.notebook(build.cell("1"), assignment="other")
    with pytest.raises(UnusableInput, match=r"No assignment 'demo'.*There is other"):
        build.course.assignment("demo")


@pytest.mark.parametrize("name", ["..", ".", "", "../source/demo", "/"])
def test_path_is_no_assignment(build, name):
    """Nothing outside of source/ can be named."""
    build.double()

    with pytest.raises(UnusableInput):
        build.course.source(name)


def test_notebooks_are_in_order(build):
    """By their names, which are their ids."""
    for name in ("2_b", "1_a", "10_c"):
        build.notebook(build.cell("1"), name=name)

    assert list(build.course.assignment("demo").notebooks) == ["10_c", "1_a", "2_b"]


def test_missing_release_says_how_to_make_one(build):
    """The command to run is in the message."""
    build.double()

    with pytest.raises(UnusableInput, match=r"no release yet.*`nbgrader generate_assignment demo`"):
        build.course.released("demo")

    build.release()
    assert build.course.released("demo") == build.course.root / "release" / "demo"


def test_submissions_are_folders_by_student(build):
    """In the order of the ids; files and other assignments don't count."""
    for student, assignment in (("ben", "demo"), ("ada", "demo"), ("cy", "other")):
        (build.root / "submitted" / student / assignment).mkdir(parents=True)
    (build.root / "submitted" / "dan").mkdir()
    (build.root / "submitted" / "dan" / "demo").write_text("a file")

    assert list(build.course.submitted("demo")) == ["ada", "ben"]


def test_exercises_are_found_in_all_modules(build):
    """Modules in folders below count too, and a module without exercises does no harm."""
    build.double()
    other = build.DOUBLE.replace('"double"', '"triple"').replace("double", "triple")
    build.module(other, name="more/tripling")
    build.module("X = 1", name="constants")

    assert set(build.course.exercises("demo")) == {"double", "triple"}


@pytest.mark.parametrize("name", ["Homework 2.2", "2026.1", "week-1", "Übung 3", "a.b.c"])
def test_assignment_may_have_a_name_that_cannot_be_imported(build, name):
    """With dots and blanks, as nbgrader allows; its modules import each other with _ for these."""
    build.notebook(build.cell("1"), assignment=name)
    build.module(build.DOUBLE, build.CORRECT, assignment=name)
    package = re.sub(r"[ .]", "_", name)
    if package.isidentifier():
        build.module(f"from solutions.{package}.doubling import *", assignment=name, name="more")

    assert list(build.course.exercises(name)) == ["double"]


def test_exercise_that_is_imported_elsewhere_counts_once(build):
    """A second module may import an exercise to add to it."""
    build.double()
    build.module("from solutions.demo.doubling import doubling", name="more")

    assert list(build.course.exercises("demo")) == ["double"]


def test_two_exercises_of_one_name_are_refused(build):
    """Nobody could say which one a grade cell means."""
    build.double()
    build.module(build.DOUBLE, name="again")

    with pytest.raises(BrokenCourse, match="two exercises named 'double'"):
        build.course.exercises("demo")


def test_assignment_without_solutions_is_refused(build):
    """Without solution modules there is nothing to check with."""
    build.notebook(build.cell("1"))

    with pytest.raises(BrokenCourse, match="no solution module"):
        build.course.exercises("demo")


class TestTwoCourses:
    """Two courses in one process don't mix, even where everything in them has the same name."""

    @pytest.fixture
    def two(self, build, build_another):
        """Two courses with the same names and different code; their own `helpers.py` differs too."""
        for builder, promise, code in (
            (build, "Of the first.", "return 2 * x"),
            (build_another, "Of the second.", "return x + x"),
        ):
            module = build.DOUBLE.replace("The result is twice the number.", promise)
            builder.double(module=module.replace("return 2 * x", code))
            (builder.root / "source" / "demo" / "helpers.py").write_text(f"WORDS = {promise!r}\n")
        return build.course, build_another.course

    @staticmethod
    def promise(course):
        """What the course's check promises."""
        return course.exercises("demo")["double"].checks[0].promise

    def test_exercises_are_each_courses_own(self, two):
        """Back and forth, each course gives its own."""
        first, second = two

        found = [self.promise(course) for course in (first, second, first, second)]

        assert found == ["Of the first.", "Of the second."] * 2

    @pytest.mark.parametrize("inside", [0, 1])
    def test_working_directory_makes_no_difference(self, two, inside, monkeypatch):
        """Whoever works in one course and names the other gets the other."""
        monkeypatch.chdir(two[inside].root)

        found = [self.promise(course) for course in (*two, *two)]

        assert found == ["Of the first.", "Of the second."] * 2

    def test_module_that_another_course_has_not_is_found(self, two, monkeypatch):
        """Also where that one was read before, from a working directory that Python imports from."""
        first, second = two
        more = second.root / "solutions" / "demo" / "more"
        for course in two:
            (course.root / "solutions" / "demo" / "more").mkdir()
            (course.root / "solutions" / "demo" / "more" / "words.py").write_text("")
        monkeypatch.syspath_prepend(second.root)
        monkeypatch.chdir(second.root)
        first.exercises("demo")
        (more / "further.py").write_text("")

        assert self.promise(second) == "Of the second."
        assert "solutions.demo.more.further" in sys.modules

    def test_own_modules_are_each_assignments_own(self, two):
        """A module that ships with the notebooks, such as layers.py, is the course's own."""
        found = []
        for course in (*two, *two):
            with course.importable("demo"):
                import helpers

                found.append(helpers.WORDS)

        assert found == ["Of the first.", "Of the second."] * 2

    def test_own_modules_of_two_assignments_stay_apart(self, build):
        """Two assignments of one course may both have a helpers.py."""
        for assignment in ("demo", "other"):
            build.notebook(build.cell("1"), assignment=assignment)
            (build.root / "source" / assignment / "helpers.py").write_text(f"WORDS = {assignment!r}\n")

        found = []
        for assignment in ("demo", "other", "demo"):
            with build.course.importable(assignment):
                import helpers

                found.append(helpers.WORDS)

        assert found == ["demo", "other", "demo"]

    def test_answers_can_be_lifted_after_another_course(self, two):
        """What was read from one course stays usable when another one has been read."""
        first, second = two
        exercises = first.exercises("demo")
        second.exercises("demo")

        cell = as_cell(exercises["double"], exercises["double"].reference_code, exercises)

        assert cell == "def double(x):\n    return 2 * x"

    def test_path_is_left_as_it_was(self, two):
        """Importing from a course leaves sys.path alone, also after an error."""
        before = list(sys.path)

        with pytest.raises(RuntimeError), two[0].importable("demo"):
            raise RuntimeError

        assert sys.path == before

    def test_course_that_moved_is_read_anew(self, two):
        """A copy of a course is another course."""
        first, _ = two
        self.promise(first)
        moved = first.root.with_name("moved")
        shutil.copytree(first.root, moved, ignore=shutil.ignore_patterns("__pycache__"))
        module = moved / "solutions" / "demo" / "doubling.py"
        module.write_text(module.read_text().replace("Of the first.", "Of the copy."))

        assert self.promise(Course.at(moved)) == "Of the copy."


class TestNotebooks:
    """What nbgrader's metadata makes of a cell."""

    @pytest.mark.parametrize(
        ("metadata", "cell_type", "role"),
        [
            ({"solution": True}, "code", Role.SOLUTION),
            ({"grade": True, "locked": True, "points": 2}, "code", Role.GRADE),
            ({"grade": True, "solution": True, "points": 2}, "code", Role.MANUAL),
            ({"grade": True, "solution": True, "points": 2}, "markdown", Role.MANUAL),
            ({"task": True, "points": 2}, "markdown", Role.TASK),
            ({"locked": True}, "code", Role.LOCKED),
            ({}, "code", Role.PLAIN),
        ],
    )
    def test_cells_have_roles(self, build, metadata, cell_type, role):
        """Solution, grade, manual, task, locked or none."""
        path = build.notebook(build.cell("x", "an_id", cell_type=cell_type, **metadata))

        (found,) = read_notebook(path).cells

        assert (found.role, found.cell_type, found.grade_id) == (role, cell_type, "an_id")
        assert found.points == metadata.get("points", 0)

    def test_cell_without_metadata_is_plain(self, build):
        """A student may do with it what they like."""
        (found,) = read_notebook(build.notebook(build.cell("x = 1"))).cells

        assert (found.role, found.grade_id, found.source) == (Role.PLAIN, "", "x = 1")

    def test_notebook_has_the_files_name(self, build):
        """Nbgrader knows a notebook by its file's name."""
        notebook = read_notebook(build.notebook(build.cell("1", "t", grade=True), name="3_c"))

        assert notebook.name == "3_c"
        assert [cell.grade_id for cell in notebook.grade_cells] == ["t"]
        assert notebook.with_role(Role.SOLUTION, Role.LOCKED) == []

    @pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"cells": 3, "nbformat": 4}'])
    def test_what_is_no_notebook_is_refused(self, tmp_path, content):
        """The instructor's own file that can't be read is named."""
        path = tmp_path / "broken.ipynb"
        path.write_text(content)

        with pytest.raises(BrokenCourse, match=r"broken\.ipynb"):
            read_notebook(path)


@pytest.mark.parametrize(
    ("grade_id", "exercise"),
    [
        ("test_tanh", "tanh"),
        ("test_tanh_stable", "tanh"),
        ("test_tanh_fast_stable", "tanh_fast"),
        ("test_tanhs", "test_tanhs"),
        ("explanation", "explanation"),
        ("tanh", "tanh"),
    ],
)
def test_grade_cells_belong_to_exercises(grade_id, exercise):
    """test_<name> or test_<name>_<facet>: the longest name that fits."""
    assert exercise_of(grade_id, ["tanh", "tanh_fast"]) == exercise
