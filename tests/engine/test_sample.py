"""A made-up class: the same again for the same seed, and never over real work."""

import hashlib
import re
import shutil
from datetime import datetime

import nbformat
import pytest

from autograder.course import Course, Role, read_notebook
from autograder.errors import UnusableInput
from autograder.sample import fill_submitted
from autograder.sample.together import in_the_way_of
from autograder.similar import alike, read_class


def contents(folder):
    """All files below a folder with their bytes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def chapter(copy_course, tmp_path, root, own_modules):
    """A copy of this repository's course with its release and no submissions."""
    folder = copy_course(tmp_path / "chapter")
    shutil.copytree(root / "release", folder / "release")
    return Course.at(folder)


@pytest.fixture
def small(build):
    """A small course with a release."""
    build.double()
    build.release()
    return build.course


def test_same_seed_gives_the_same_class_byte_for_byte(chapter):
    """A figure or a benchmark made from it can be made again."""
    first_ids = fill_submitted(chapter, "ch177", students=5, seed=7)
    first = contents(chapter.root / "submitted")

    again_ids = fill_submitted(chapter, "ch177", students=5, seed=7)

    assert again_ids == first_ids
    assert contents(chapter.root / "submitted") == first


def test_other_seed_gives_another_class(chapter):
    """Other students, other answers; nobody of the former class is left."""
    first_ids = fill_submitted(chapter, "ch177", students=4, seed=7)
    first = contents(chapter.root / "submitted")

    other_ids = fill_submitted(chapter, "ch177", students=4, seed=8)

    assert other_ids != first_ids
    assert set(contents(chapter.root / "submitted").values()).isdisjoint(
        {digest for name, digest in first.items() if name.endswith("timestamp.txt")}
    )
    assert list(chapter.submitted("ch177")) == other_ids


def test_class_shows_all_sorts_of_answers(chapter):
    """Right and wrong answers, blanks, written answers, and something broken."""
    fill_submitted(chapter, "ch177", students=40, seed=1)

    released = (chapter.released("ch177") / "1_parameter_count.ipynb").read_text()
    stub = "raise NotImplementedError()"
    sources = [path.read_text() for path in (chapter.root / "submitted").rglob("1_*.ipynb")]
    assert stub in released
    assert 0 < sum(stub in source for source in sources) < len(sources)
    assert len(set(sources)) > 10
    broken = 0
    for path in (chapter.root / "submitted").rglob("*.ipynb"):
        try:
            nbformat.read(path, as_version=4)
        except Exception:
            broken += 1
    missing = 40 * 5 - len(list((chapter.root / "submitted").glob("*/ch177/[1-5]*.ipynb")))
    assert broken + missing > 0


@pytest.mark.parametrize("seed", [4, 177])
def test_some_have_worked_together(chapter, seed):
    """Two and three of them, each circle in a way of its own, which changes none of their answers' values."""
    fill_submitted(chapter, "ch177", students=24, seed=seed)

    groups = alike(read_class(chapter, "ch177"))

    assert sorted(len(group.students) for group in groups) == [2, 3]


@pytest.mark.parametrize("circle", [0, 1])
def test_their_way_to_write_it_changes_no_value(circle):
    """The same results, of tuples and behind remarks too; what goes on in the next line stays as it is."""
    source = "def f(x):\n    if x > 2:\n        return x, x  # twice\n    return [\n        x,\n    ]"
    names: dict = {}
    written = in_the_way_of(circle, source, "answer")

    exec(written, names)

    assert written != source
    assert [names["f"](x) for x in (1, 3)] == [[1], (3, 3)]


def test_submissions_are_complete_folders(small):
    """Each is what a student would hand in: the released files, a time, and an id nbgrader takes."""
    ids = fill_submitted(small, "demo", students=30, seed=3)

    assert len(ids) == len(set(ids)) == 30
    assert ids == sorted(ids) == list(small.submitted("demo"))
    for student, folder in small.submitted("demo").items():
        assert re.fullmatch(r"[a-z0-9-]+", student)
        time = (folder / "timestamp.txt").read_text().strip()
        assert datetime.strptime(time, "%Y-%m-%d %H:%M:%S %Z").year == 2026


def test_locked_cells_stay_as_they_were_released(small):
    """A made-up student fills in answers and leaves the tests alone."""
    fill_submitted(small, "demo", students=30, seed=3)

    released = read_notebook(small.released("demo") / "1_double.ipynb")
    for path in (small.root / "submitted").rglob("*.ipynb"):
        try:
            cells = read_notebook(path).with_role(Role.GRADE)
        except UnusableInput:
            continue  # an upload that broke off
        assert {cell.source for cell in cells} == {cell.source for cell in released.grade_cells}


def test_more_students_than_names(small):
    """A large class has ids too."""
    ids = fill_submitted(small, "demo", students=600, seed=3)

    assert len(set(ids)) == 600


@pytest.mark.parametrize("among_made_up", [False, True])
def test_real_submissions_are_never_overwritten(small, among_made_up):
    """Where anybody has handed in anything, the command refuses and touches nothing."""
    if among_made_up:
        fill_submitted(small, "demo", students=3, seed=3)
    real = small.root / "submitted" / "zoe" / "demo"
    real.mkdir(parents=True)
    (real / "1_double.ipynb").write_text("my work")
    before = contents(small.root / "submitted")

    with pytest.raises(UnusableInput, match=r"holds real submissions \(zoe\)"):
        fill_submitted(small, "demo", students=3, seed=4)

    assert contents(small.root / "submitted") == before


def test_submissions_of_another_assignment_are_left_alone(build, small):
    """Who has handed in another assignment keeps it."""
    build.notebook(build.cell("1"), assignment="other")
    real = small.root / "submitted" / "zoe" / "other"
    real.mkdir(parents=True)
    (real / "1_double.ipynb").write_text("my work")

    fill_submitted(small, "demo", students=3, seed=3)

    assert (real / "1_double.ipynb").read_text() == "my work"


def test_classes_of_two_assignments_live_side_by_side(build, small):
    """A made-up class for one assignment doesn't make the other's a real one."""
    build.notebook(build.cell("1"), assignment="other")
    build.module(
        "from autograder.exercise import Exercise\nnothing = Exercise('nothing')", assignment="other"
    )
    build.release("other")

    fill_submitted(small, "demo", students=3, seed=3)
    fill_submitted(small, "other", students=3, seed=4)
    ids = fill_submitted(small, "demo", students=3, seed=5)

    assert list(small.submitted("demo")) == ids
    assert len(small.submitted("other")) == 3


def test_no_release_no_class(build):
    """There is nothing to hand in before anything was released."""
    build.double()

    with pytest.raises(UnusableInput, match="no release yet"):
        fill_submitted(build.course, "demo", students=3, seed=3)

    assert not (build.root / "submitted").exists()
