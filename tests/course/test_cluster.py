"""Grading on a Dask cluster: a real scheduler and real workers, which join, die and leave."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from running import Started, until
from serving import Serving

ASSIGNMENT = "ch177"
DASK = Path(sys.executable).with_name("dask")
IN_DOCKER = Path(__file__).parents[1] / "hostile" / "as_in_docker.py"
STUDENTS, WRONG = 12, ("s3", "s7")
SLOW = "import time\ntime.sleep(0.7)"
SECONDS = 60.0


class Server:
    """A program of Dask's with a folder for what it writes; use it in a with statement.

    Args:
        folder: for its temporary files and its log.
        command: what to run.
    """

    def __init__(self, folder, *command):
        self.folder = folder
        self.folder.mkdir(parents=True)
        self._log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            list(map(str, command)),
            cwd=folder,
            env=os.environ | {"TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def log(self):
        """What it has said."""
        return (self.folder / "log").read_text()

    @property
    def courses(self):
        """The courses that it has laid out for its members."""
        return list(self.folder.glob("autograder-course-*"))

    def end(self, number=signal.SIGTERM):
        """End it, and wait for that."""
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
                raise

    def __enter__(self):
        """Use in a with statement."""
        return self

    def __exit__(self, *_error):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._log.close()


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler, and workers when they are asked for; all of them end with the test."""
    with contextlib.ExitStack() as stack:

        class Cluster:
            def __init__(self):
                program = (DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
                self.scheduler = stack.enter_context(Server(tmp_path / "scheduler", *program))
                pattern = re.compile(r"Scheduler at: *(tcp://127\.0\.0\.1:\d+)")
                self.address = until(lambda: pattern.search(self.scheduler.log), SECONDS).group(1)
                self.known = 0

            def worker(self, *wrapped, nanny="--no-nanny"):
                """Start one; `wrapped` is a command that it runs in. A nanny would restart a killed one."""
                self.known += 1
                name = f"w{self.known}"
                options = ("--nthreads", "1", nanny, "--no-dashboard", "--name", name)
                place = ("--host", "127.0.0.1", "--local-directory", tmp_path / f"dask-{name}")
                command = (*wrapped, DASK, "worker", self.address, *options, *place)
                return stack.enter_context(Server(tmp_path / name, *command))

        yield Cluster()


def ready(worker):
    """Wait until the worker has found its scheduler."""
    until(lambda: "Registered to" in worker.log or worker.process.poll() is not None, SECONDS)
    assert worker.process.poll() is None, worker.log


def grade(course, address, *arguments):
    """Grade on the cluster."""
    return Started(course, "grade", ASSIGNMENT, "--scheduler", address, "--json", "out.json", *arguments)


def results(course):
    """The results by student."""
    document = json.loads((course / "out.json").read_text())
    return {submission["student"]: submission for submission in document["submissions"]}


def written(course):
    """The students in the gradebook with all rows scored; a name for each row, so that none hides."""
    query = """
        select student_id from submitted_assignment
        join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
        join grade on grade.notebook_id = submitted_notebook.id where auto_score is not null
    """
    try:
        with contextlib.closing(sqlite3.connect(f"file:{course}/gradebook.db?mode=ro", uri=True)) as opened:
            return sorted(student for (student,) in opened.execute(query))
    except sqlite3.OperationalError:  # there are no tables yet
        return []


def test_workers_join_die_and_leave_and_all_is_graded_once(small_class, cluster, tmp_path):
    """One is killed in the middle, another comes later, in a container; nothing is lost or done twice."""
    course = small_class(tmp_path / "course", STUDENTS, wrong=WRONG, more=SLOW)
    first, second = cluster.worker(nanny="--nanny"), cluster.worker()
    ready(first)
    ready(second)

    with grade(course, cluster.address) as run:
        until(lambda: len(set(written(course))) >= 2, SECONDS)
        until(lambda: second.courses, SECONDS)
        os.killpg(second.process.pid, signal.SIGKILL)
        third = cluster.worker(sys.executable, IN_DOCKER)
        ended = run.ended()

    assert ended.returncode == 0, ended.stderr
    found = results(course)
    assert list(found) == sorted(f"s{number}" for number in range(STUDENTS))
    parts = {student: result["score"] / result["max_score"] for student, result in found.items()}
    assert parts == {student: float(student not in WRONG) for student in found}
    assert written(course) == sorted([*found, *found])  # two cells each
    assert third.courses, "the one that came later had nothing to do"
    sandboxes = {result["sandbox"] for result in found.values()}
    assert {"namespaces" in sandbox for sandbox in sandboxes} == {True, False}  # each says its own
    assert all("seccomp" in sandbox for sandbox in sandboxes)

    for worker in (first, third):
        worker.end()
        assert worker.courses == [], worker.log
    cluster.scheduler.end()


def test_worker_that_cannot_confine_refuses(small_class, cluster, tmp_path):
    """Exit code 2 and its reason in a line; nothing is graded."""
    course = small_class(tmp_path / "course", 2)
    worker = cluster.worker(sys.executable, IN_DOCKER, "--without-landlock")
    ready(worker)

    with grade(course, cluster.address) as run:
        ended = run.ended()

    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    assert ended.stderr.startswith("autograder: The sandbox is too weak here to run students' code")
    assert written(course) == []
    assert not (course / "autograded").exists()
    worker.end()
    assert worker.courses == []


def test_what_is_handed_in_on_the_page_is_graded_there(small_class, cluster, tmp_path):
    """By a worker, and written where the page is."""
    course = small_class(tmp_path / "course", 2, wrong=("s1",))
    worker = cluster.worker()
    ready(worker)
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("c.Handin.before = 'all'\n")

    with Serving(course, tmp_path / "log.txt", "--scheduler", cluster.address) as serving:
        found = [
            serving.hand_in(name, ASSIGNMENT, *(course / "submitted" / name / ASSIGNMENT).glob("*.ipynb"))
            for name in ("s0", "s1")
        ]
        laid_out = worker.courses

    assert [one["score"] / one["max_score"] for one in found] == [1.0, 0.0]
    assert written(course) == ["s0", "s0", "s1", "s1"]  # two cells each
    assert laid_out


def test_scheduler_that_is_not_there_is_one_line(small_class, tmp_path):
    """Exit code 2, and what to start."""
    course = small_class(tmp_path / "course", 1)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    with grade(course, f"tcp://127.0.0.1:{port}") as run:
        ended = run.ended()

    assert ended.returncode == 2, ended.stderr
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    assert f"no Dask scheduler at tcp://127.0.0.1:{port}" in ended.stderr
    assert "dask scheduler" in ended.stderr
