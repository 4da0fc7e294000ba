"""A gradebook in PostgreSQL that several graders write to at once: a real server, started for these tests."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
from nbgrader.api import Gradebook
from running import Started, until
from serving import Serving

from autograder.course import Course
from autograder.gradebook import CourseGradebook

ASSIGNMENT = "ch177"
WRONG = ("s1", "s4")
PASSWORD = "s3cr3t"
EXPECTED = [(f"s{number}", 0.0 if f"s{number}" in WRONG else 1.0) for number in range(6)]


def _program(name):
    """A program of PostgreSQL's, newest first; Debian keeps them from PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return shutil.which(name, path=os.pathsep.join([os.environ["PATH"], *map(str, places)]))


@pytest.fixture(scope="module")
def server():
    """A server on loopback: its address without the database's name. It ends with the tests."""
    if not (_program("initdb") and _program("postgres")):
        pytest.fail("PostgreSQL is not installed: apt-get install postgresql, or make test as root")
    as_root = os.geteuid() == 0
    other = {"user": "nobody", "extra_groups": []} if as_root else {}
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        if as_root:
            shutil.chown(folder, "nobody")
        Path(folder).chmod(0o700)
        quiet = {"cwd": "/", "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        create = ["-D", f"{folder}/data", "-U", "grader", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        made = subprocess.run([_program("initdb"), *create], timeout=120, **quiet, **other)
        assert made.returncode == 0, made.stderr
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        address = f"postgresql://grader:{PASSWORD}@127.0.0.1:{port}"
        options = ["-D", f"{folder}/data", "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-F"]
        with open(f"{folder}/log", "w+") as log:
            process = subprocess.Popen(
                [_program("postgres"), *options], cwd="/", stdout=log, stderr=log, **other
            )
            try:
                until(lambda: process.poll() is not None or _answers(f"{address}/postgres"), 60)
                assert process.poll() is None, Path(folder, "log").read_text()
                yield address
            finally:
                process.terminate()  # ends when the last connection has
                process.send_signal(2)  # or at once
                process.wait(timeout=30)


def _answers(address):
    with contextlib.suppress(psycopg.OperationalError), _connection(address):
        return True
    return False


def _connection(url):
    return psycopg.connect(url, autocommit=True, connect_timeout=5)


@pytest.fixture
def database(server, request):
    """An empty database: its URL, as a user would write it."""
    name = request.node.name.lower()
    with _connection(f"{server}/postgres") as connection:
        connection.execute(f'create database "{name}"')
    return f"{server}/{name}"


@pytest.fixture
def classroom(small_class, tmp_path):
    """One notebook of the chapter and six students, two of whom are wrong."""
    return small_class(tmp_path / "course", 6, wrong=WRONG)


def _grade(course, database, students):
    chosen = [word for student in students for word in ("--student", student)]
    return Started(course, "grade", ASSIGNMENT, "--jobs", "1", "--db", database, *chosen)


def _both(*runs):
    """Let two runs end; fails if one of them does."""
    with contextlib.ExitStack() as stack:
        for run in runs:
            stack.enter_context(run)
        for run in runs:
            ended = run.ended()
            assert ended.returncode == 0, ended.stderr
            said = [line for line in ended.stderr.splitlines() if "Waiting for up to 30 seconds" not in line]
            assert said == []
            assert "The gradebook is postgresql" in ended.stdout
            assert PASSWORD not in ended.stdout


def _points(database):
    """Student to their part of all points, and the number of rows of each kind."""
    url = database.replace("postgresql:", "postgresql+psycopg:")
    with Gradebook(url) as gradebook:
        submissions = gradebook.assignment_submissions(ASSIGNMENT)
        points = [
            (submission.student.id, submission.score / submission.max_score) for submission in submissions
        ]
        grades = [
            grade for submission in submissions for book in submission.notebooks for grade in book.grades
        ]
        assert all(grade.auto_score is not None and not grade.needs_manual_grade for grade in grades)
        return sorted(points), len(grades)


def test_two_graders_share_a_class(classroom, database):
    """Each with half of the students, at once, in a database that neither found ready; export reads it."""
    halves = [f"s{number}" for number in range(3)], [f"s{number}" for number in range(3, 6)]

    _both(*(_grade(classroom, database, half) for half in halves))

    points, grades = _points(database)
    assert points == EXPECTED
    assert grades == 12
    assert not (classroom / "gradebook.db").exists()
    for path in (classroom / "autograded").rglob("*"):
        assert path.is_dir() or PASSWORD.encode() not in path.read_bytes()
    with Started(classroom, "export", ASSIGNMENT, "--to", "json", "--db", database) as run:
        ended = run.ended()
    assert ended.returncode == 0, ended.stderr
    exported = json.loads((classroom / f"{ASSIGNMENT}.json").read_text())
    assert [
        (student["student_id"], student["score"] / exported["max_score"]) for student in exported["students"]
    ] == EXPECTED


def test_two_graders_of_the_same_students_write_each_once(classroom, database, tmp_path):
    """On two machines, each with its copy of the course: the same rows, and neither fails."""
    elsewhere = shutil.copytree(classroom, tmp_path / "elsewhere")
    everybody = [f"s{number}" for number in range(6)]

    _both(_grade(classroom, database, everybody), _grade(elsewhere, database, everybody))

    points, grades = _points(database)
    assert points == EXPECTED
    assert grades == 12
    for folder in (classroom, elsewhere):
        assert len(list((folder / "autograded").glob(f"*/{ASSIGNMENT}/.autograder.json"))) == 6


def test_graders_that_begin_together_make_the_tables_once(classroom, database, tmp_path):
    """Of three that find an empty database at the same moment, one makes what all of them need."""
    courses = [shutil.copytree(classroom, tmp_path / f"{number}") for number in range(3)]
    waiting, go = os.pipe()
    beginners = []
    for course in courses:
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                os.close(go)
                gradebook = CourseGradebook.of(Course.at(course), database)
                os.read(waiting, 1)
                gradebook.register(ASSIGNMENT)
                code = 0
            finally:
                os._exit(code)
        beginners.append(pid)

    os.close(waiting)
    os.close(go)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in beginners]

    assert codes == [0, 0, 0]
    with _connection(database) as connection:
        found = connection.execute("select count(*) from grade_cells").fetchone()
        versions = connection.execute("select count(*) from alembic_version").fetchone()
    assert (found, versions) == ((2,), (1,))


def test_what_is_handed_in_on_the_page_stands_there(classroom, database, tmp_path):
    """The list of attempts, links and points; nothing is in a file."""
    with (classroom / "nbgrader_config.py").open("a") as config:
        config.write("c.Handin.before = 'all'\n")

    with Serving(classroom, tmp_path / "log.txt", "--db", database, "--jobs", "1") as serving:
        found = [
            serving.hand_in(name, ASSIGNMENT, *(classroom / "submitted" / name / ASSIGNMENT).glob("*.ipynb"))
            for name in ("s0", "s1")
        ]

    assert [one["score"] / one["max_score"] for one in found] == [1.0, 0.0]
    assert _points(database)[0] == [("s0", 1.0), ("s1", 0.0)]
    assert not [*classroom.glob("*.db*")]
    assert PASSWORD not in (tmp_path / "log.txt").read_text()
    with _connection(database) as connection:
        rows = connection.execute("select student, number, state, counts from handin_attempts order by id")
        assert rows.fetchall() == [("s0", 1, "graded", True), ("s1", 1, "graded", True)]


def test_database_that_is_not_there_is_one_line(classroom):
    """Exit code 2, before anything is graded."""
    url = "postgresql://grader@127.0.0.1:1/none"

    with Started(classroom, "grade", ASSIGNMENT, "--jobs", "1", "--db", url) as run:
        ended = run.ended()

    assert ended.returncode == 2, ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("autograder: ")
    assert "--db" in ended.stderr
    assert not (classroom / "autograded").exists()
