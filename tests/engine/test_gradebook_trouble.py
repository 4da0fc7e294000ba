"""A gradebook in trouble, with the real faults: one line, nothing lost, and the next run goes on."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course import Course
from autograder.gradebook import CourseGradebook, trouble
from autograder.sandbox.walls import _programs

HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1])
connection.execute("begin exclusive")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""
COMMANDS = (["grade", "demo", "--jobs", "1"], ["report", "demo"], ["export", "demo", "--to", "csv"])


@pytest.fixture(scope="module")
def graded(tmp_path_factory, make_course, hand_in):
    """A course in which Ada is graded."""
    builder = make_course(tmp_path_factory.mktemp("trouble") / "course")
    builder.double()
    builder.release()
    hand_in(builder.root, "ada")
    with pytest.raises(SystemExit):
        main([*COMMANDS[0], "--course", str(builder.root)])
    return builder.root


@pytest.fixture
def course(graded, tmp_path, hand_in):
    """A copy of it, in which Bob has handed in since."""
    root = shutil.copytree(graded, tmp_path / "course")
    hand_in(root, "bob")
    return root


@pytest.fixture
def run(course, capsys):
    """Run a command in the course: exit code, stdout, stderr."""

    def call(arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--course", str(course)])
        return ended.value.code, *capsys.readouterr()

    return call


@pytest.fixture
def grade_on(course):
    """Grade where the disk is another: with bubblewrap's arguments, before the command's own."""

    def call(*disk, more=()):
        program = [sys.executable, "-m", "autograder", *COMMANDS[0], "--course", str(course), *more]
        walls = [_programs()[0], "--bind", "/", "/", "--dev-bind", "/dev", "/dev", *map(str, disk)]
        return subprocess.run([*walls, *program], capture_output=True, text=True, timeout=240)

    return call


def scores(course):
    """Everybody's score in the gradebook."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "made-up") as gradebook:
        return {one.student_id: one.score for one in gradebook.assignment_submissions("demo")}


def one_line(err):
    """What is on stderr, which is one line and no traceback."""
    assert err.startswith("autograder: ")
    assert err.count("\n") == 1
    return err


def test_a_locked_gradebook_is_waited_for_with_a_word(course, run, monkeypatch):
    """Another program has it for a while: it is said that we wait, and then all is graded."""
    monkeypatch.setattr(trouble, "_QUIET", 0.2)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, course / "gradebook.db", "12"], stdout=subprocess.PIPE
    )
    holder.stdout.readline()

    code, _, err = run(COMMANDS[0])

    assert (code, scores(course)) == (0, {"ada": 2, "bob": 2})
    assert "another program may be writing it. Waiting for up to 30 seconds." in err
    assert holder.wait() == 0


def test_a_gradebook_that_stays_locked_is_one_line(course, run, monkeypatch):
    """After that the run ends, and the next one goes on. The patience of the test is shorter."""
    monkeypatch.setattr(trouble, "_PATIENCE", 1)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, course / "gradebook.db", "120"], stdout=subprocess.PIPE
    )
    holder.stdout.readline()
    begun = time.monotonic()

    code, _, err = run(COMMANDS[0])
    took = time.monotonic() - begun
    holder.kill()
    holder.wait()

    assert code == 2
    assert "is still in use by another program" in one_line(err)
    assert took < 60
    assert (run(COMMANDS[0])[0], scores(course)) == (0, {"ada": 2, "bob": 2})


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("damage", ["noise", "cut off"])
def test_a_damaged_gradebook_is_one_line(course, run, command, damage):
    """Whatever is wrong with the file."""
    file = course / "gradebook.db"
    file.write_bytes(b"no database " * 1000 if damage == "noise" else file.read_bytes()[:30_000])

    code, _, err = run(command)

    assert code == 2
    assert "is damaged" in one_line(err)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_older_gradebook_is_to_be_upgraded(course, run, command):
    """It lacks a column that nbgrader has added since: nbgrader's own command adds it."""
    with sqlite3.connect(course / "gradebook.db") as connection:
        connection.execute("alter table student drop column lms_user_id")

    code, _, err = run(command)

    assert code == 2
    assert "Run `nbgrader db upgrade`" in one_line(err)


def test_nbgrader_upgrades_an_older_gradebook_and_the_next_run_goes_on(course, run, nbgrader):
    """The advice is right: with the command that is named, all is graded."""
    with sqlite3.connect(course / "gradebook.db") as connection:
        connection.execute("alter table student drop column lms_user_id")
        connection.execute("update alembic_version set version_num = '167914646830'")
    run(COMMANDS[0])

    nbgrader(course, "db", "upgrade")

    assert (run(COMMANDS[0])[0], scores(course)) == (0, {"ada": 2, "bob": 2})


def test_a_new_gradebook_is_of_the_version_that_nbgrader_would_give_it(course, monkeypatch):
    """Without the program that nbgrader asks, which needn't be found."""
    programs = os.path.dirname(sys.executable)
    ask = "import nbgrader.api; print(nbgrader.api.get_alembic_version())"
    told = subprocess.run(
        [sys.executable, "-c", ask], env={"PATH": programs}, capture_output=True, text=True, check=True
    ).stdout
    monkeypatch.setenv("PATH", "")

    with CourseGradebook.of(Course.at(course), "sqlite:///" + str(course / "new.db")).open():
        pass

    connection = sqlite3.connect(course / "new.db")
    assert connection.execute("select version_num from alembic_version").fetchall() == [(told.strip(),)]


def test_nbgraders_own_command_says_it_in_a_line_too(course, nbgrader):
    """`nbgrader autograde` goes the same way: its log has the line and no traceback."""
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("c.Autograde.exporter_class = 'autograder.gradebook.autograde.BatchExporter'\n")
    (course / "gradebook.db").write_bytes(b"no database " * 1000)

    done = nbgrader(course, "autograde", "demo")

    assert done.returncode != 0
    assert "is damaged, or isn't a database" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_read_only_gradebook_is_one_line(course, grade_on, run):
    """What can't be written isn't graded, and what was graded stays; writable again, it goes on."""
    done = grade_on("--ro-bind", course / "gradebook.db", course / "gradebook.db")

    assert done.returncode == 2
    assert "read-only" in one_line(done.stderr)
    assert not (course / "autograded" / "bob" / "demo").exists()
    assert scores(course) == {"ada": 2}
    assert (run(COMMANDS[0])[0], scores(course)) == (0, {"ada": 2, "bob": 2})


def test_a_read_only_course_can_still_be_tried(course, grade_on):
    """A dry run writes nothing, so it needs no leave to."""
    done = grade_on("--ro-bind", course, course, more=["--dry-run"])

    assert done.returncode == 0
    assert "Nothing was written" in done.stdout


def test_a_full_disk_under_the_gradebook_is_one_line(course, grade_on, tmp_path):
    """A file system of 100 KB, in which no gradebook has room."""
    small = tmp_path / "small"
    small.mkdir()

    done = grade_on("--size", 100_000, "--tmpfs", small, more=["--db", f"sqlite:///{small}/g.db"])

    assert done.returncode == 2
    assert "the disk is full" in one_line(done.stderr)


def test_a_full_disk_under_autograded_loses_nothing(course, grade_on, run):
    """The rows of what has no room aren't written either; with room, the next run goes on."""
    before = (course / "autograded" / "ada" / "demo" / ".autograder.json").read_bytes()

    done = grade_on("--size", 4096, "--tmpfs", course / "autograded" / "bob")

    assert done.returncode == 2
    assert "is full" in one_line(done.stderr)
    assert scores(course) == {"ada": 2}
    assert (course / "autograded" / "ada" / "demo" / ".autograder.json").read_bytes() == before
    assert (run(COMMANDS[0])[0], scores(course)) == (0, {"ada": 2, "bob": 2})


def test_a_notebook_renamed_after_grading_is_one_line(course, run):
    """Nbgrader keeps the scores of the notebook that was; what to do is said, and nothing is lost."""
    before = scores(course)
    (course / "source/demo/1_double.ipynb").rename(course / "source/demo/1_twice.ipynb")

    code, _out, err = run(COMMANDS[0])

    assert code == 2
    assert "a notebook that it no longer has" in one_line(err)
    assert "nbgrader db assignment remove demo --force" in err
    assert scores(course) == before
