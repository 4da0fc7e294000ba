"""What a command reads of a course, it reads once: files opened and code run, as Python audits them."""

import shutil
from collections import Counter

import nbformat
import pytest
from running import Started

# A line of each file that is opened and each code that is run, in the first process and all that it forks.
NOTED = r"""
import os, sys
log = os.open("read", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        name = os.path.abspath(os.fsdecode(arguments[0]))
    elif event == "exec":
        name = arguments[0].co_filename
    else:
        return
    os.write(log, f"{event} {name}\n".encode())
sys.addaudithook(note)
"""
LESSON = "0_lesson"


@pytest.fixture
def course(build):
    """A course with two exercises, a lesson and a file, and the answers to it."""
    build.double()
    build.exercise("triple", build.DOUBLE.replace("2 * x", "3 * x"))
    build.notebook(build.cell("print('to read')"), name=LESSON)
    (build.root / "source" / "demo" / "numbers.csv").write_text("1,2\n")
    for name in ("1_double", "triple"):
        notebook = nbformat.read(build.root / "source" / "demo" / f"{name}.ipynb", as_version=4)
        build.notebook(*notebook.cells, folder="handed_in", name=name)
    return build


def noted(course, *arguments):
    """How often a command opened each of the course's notebooks and files, and ran each of its modules."""
    with Started(course.root, *arguments, before=NOTED) as run:
        ended = run.ended()
    assert ended.returncode == 0, ended.stderr
    lines = (course.root / "read").read_text().splitlines()
    found = Counter(line.replace(str(course.root.resolve()) + "/", "") for line in lines)
    return {
        line: times
        for line, times in found.items()
        if line.startswith(("open source/", "exec nbgrader_config", "open solutions/", "exec solutions/"))
    }


def test_check_reads_each_part_of_a_course_once(course):
    """Notebooks, lessons, files, the configuration and solution modules, whatever they are needed for."""
    read = noted(course, "check", "handed_in/demo")

    assert read == dict.fromkeys(
        [
            *(f"open source/demo/{name}.ipynb" for name in ("1_double", "triple", LESSON)),
            "open source/demo/numbers.csv",
            "exec nbgrader_config.py",
            *(f"open solutions/demo/{name}.py" for name in ("doubling", "triple")),  # the judge runs them
        ],
        1,
    )


def test_comparing_a_class_reads_each_notebook_once(course):
    """However many students there are."""
    for student in ("ada", "ben"):
        shutil.copytree(course.root / "handed_in" / "demo", course.root / "submitted" / student / "demo")

    read = noted(course, "similar", "demo")

    assert {times for line, times in read.items() if line.startswith("open source/")} == {1}
    assert read["open source/demo/1_double.ipynb"] == 1
