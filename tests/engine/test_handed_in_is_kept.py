"""What has a receipt is kept: through kills at any moment, on a full disk, beside a locked gradebook.

The server is the real one, in a small course of one exercise.
"""

import contextlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook, MissingEntry
from running import children, descendants, until
from serving import Serving, form
from sqlalchemy import NullPool, create_engine

from autograder.sandbox.walls import _programs
from autograder.serve.secret_links import PersonalLinks

KILLS = 30
STUDENTS = ("ada", "bob", "cem")
RIGHT, WRONG = "2 * x", "x * x"
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("begin exclusive")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory, make_course):
    """A course in which as much can be handed in as one likes."""
    builder = make_course(tmp_path_factory.mktemp("kept") / "course")
    builder.double()
    builder.release()
    with (builder.root / "nbgrader_config.py").open("a") as file:
        file.write("c.Handin.attempts = 0\nc.Handin.minutes = 0\nc.Handin.before = 'all'\n")
    return builder.root


@pytest.fixture
def course(released, tmp_path):
    """A copy of it."""
    return shutil.copytree(released, tmp_path / "course")


def notebook(course, answer, mark, size=0):
    """An answer as the bytes of a notebook; the mark makes it another one."""
    text = (course / "release" / "demo" / "1_double.ipynb").read_text()
    text = text.replace("raise NotImplementedError()", f"return {answer}  # {mark}{'.' * size}")
    return text.encode()


def hand_in(serving, token, data, assignment="demo", **more):
    """Hand in a notebook by token; what comes back."""
    kind, body = form([("1_double.ipynb", data)])
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "Content-Type": kind}
    return serving.ask(f"a/{assignment}", "POST", body, headers, **more)


def attempts(serving, token, assignment="demo"):
    """A student's attempts, the newest first."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    answer = serving.ask(f"a/{assignment}", headers=headers)
    assert answer.status == 200, answer.text
    return answer.json["attempts"]


def all_graded(serving, token, assignment="demo"):
    """Whether nothing of a student waits."""
    return all(one["state"] == "graded" for one in attempts(serving, token, assignment))


def is_grading(serving, students):
    """Whether any attempt is being graded."""
    shown = [one for student in students for one in attempts(serving, student.token)]
    return any(one["state"] == "grading" for one in shown)


def scores(course):
    """Everybody's score in nbgrader's gradebook."""
    with Gradebook(f"sqlite:///{course}/gradebook.db", "made-up") as gradebook:
        try:
            return {one.student_id: one.score for one in gradebook.assignment_submissions("demo")}
        except MissingEntry:
            return {}


class Student(threading.Thread):
    """Hands in one attempt after the other; sends one again until there is a receipt.

    Args:
        serving: the server.
        name: the student's.
        token: of the link.
        chance: how long pauses are, and what is right.
    """

    def __init__(self, serving, name, token, chance):
        super().__init__(daemon=True)
        self.serving, self.name, self.token, self.chance = serving, name, token, chance
        self.over = threading.Event()
        self.acknowledged = []  # number, digest, whether it is right

    def run(self):
        """Hand in until it is over."""
        while not self.over.is_set():
            right = self.chance.random() < 0.5
            mark = f"{self.name} {len(self.acknowledged)}"
            data = notebook(self.serving.course, RIGHT if right else WRONG, mark)
            received = self._receipt(data)
            self.acknowledged.append((received["number"], received["digest"], right))
            self.over.wait(self.chance.uniform(0.1, 1.0))

    def _receipt(self, data):
        while True:
            try:
                answer = hand_in(self.serving, self.token, data, timeout=30)
            except OSError:
                answer = None
            if answer is not None:
                assert answer.status in (200, 503), answer.text
                if answer.status == 200:
                    return answer.json
            time.sleep(0.05)


def kill(serving, chance):
    """Kill the server, the process that grades, or both and all that they have started; which."""
    grader = [pid for pid, command in children(serving.process.pid).items() if "serve.grader" in command]
    which = chance.choice(["server", "all", *["grader"] * bool(grader)])
    if which == "all":
        serving.stop()
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(grader[0] if which == "grader" else serving.process.pid, signal.SIGKILL)
    if which == "server":
        serving.process.wait()


def test_thirty_kills_under_load_lose_and_double_nothing(course, tmp_path):
    """Killed at any moment and started again: what has a receipt is graded, and nothing is there twice."""
    chance = random.Random(os.urandom(8))
    serving = Serving(course, tmp_path / "log.txt", "--jobs", "1")
    serving.start()
    students = [Student(serving, name, serving.links.make(name), chance) for name in STUDENTS]
    try:
        for student in students:
            student.start()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0, 1))
            kill(serving, chance)
            if serving.process.poll() is not None:
                serving.start()
        for student in students:
            student.over.set()
        for student in students:
            student.join(timeout=60)
        for student in students:
            until(lambda student=student: all_graded(serving, student.token))
        shown = {student.name: attempts(serving, student.token) for student in students}
    finally:
        serving.stop()

    for student in students:
        assert student.acknowledged
        assert [(one["number"], one["digest"]) for one in reversed(shown[student.name])] == [
            (number, digest) for number, digest, _right in student.acknowledged
        ]
        assert [one["score"] for one in reversed(shown[student.name])] == [
            2.0 * right for _number, _digest, right in student.acknowledged
        ]
        assert [number for number, *_ in student.acknowledged] == [*range(1, len(student.acknowledged) + 1)]
        kept = course / "submitted" / student.name / ".attempts" / "demo"
        numbers = [str(number) for number, *_ in student.acknowledged]
        assert {path.name for path in kept.iterdir()} == {*numbers, *(f"{one}.graded" for one in numbers)}
    assert scores(course) == {student.name: 2.0 * student.acknowledged[-1][2] for student in students}


def test_beside_a_locked_gradebook_receipts_are_given_and_the_page_says_why_nothing_is_graded(
    course, tmp_path
):
    """Whoever locks it holds up grading alone, and what was handed in meanwhile is graded afterwards."""
    with Serving(course, tmp_path / "log.txt", "--jobs", "1") as serving:
        token = serving.links.make("ada")
        first = hand_in(serving, token, notebook(course, WRONG, 1)).json
        until(lambda: all_graded(serving, token))
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, course / "gradebook.db"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        holder.stdout.readline()
        begun = time.monotonic()
        received = hand_in(serving, token, notebook(course, RIGHT, 2))
        took = time.monotonic() - begun
        said = until(lambda: [one for one in attempts(serving, token)[0]["said"] if "gradebook" in one])
        page = serving.ask("a/demo/attempts/2", headers={"Cookie": f"handin={token}"})
        waiting = attempts(serving, token)[0]["state"]
        holder.communicate()
        until(lambda: all_graded(serving, token))

    assert (received.status, received.json["number"]) == (200, first["number"] + 1)
    assert took < 10
    assert said[0] in page.text.replace("&#39;", "'")
    assert waiting in ("waiting", "grading")
    assert scores(course) == {"ada": 2.0}


def test_what_cannot_be_graded_holds_up_nothing_else(course, tmp_path):
    """A broken solution module of one assignment; the instructor reads of it, and put right it is graded."""
    for folder in ("source", "release", "solutions"):
        shutil.copytree(course / folder / "demo", course / folder / "another")
    module = course / "solutions" / "another" / "doubling.py"
    works = module.read_text()
    module.write_text("import nothing_of_the_kind\n")
    with Serving(course, tmp_path / "log.txt", "--jobs", "1") as serving:
        token, instructor = serving.links.make("ada"), serving.links.make("iris", instructor=True)
        assert hand_in(serving, token, notebook(course, RIGHT, 1), assignment="another").status == 200
        assert hand_in(serving, token, notebook(course, RIGHT, 2)).status == 200
        until(lambda: all_graded(serving, token))
        waits = attempts(serving, token, "another")[0]
        page = serving.ask("instructor/another", headers={"Cookie": f"handin={instructor}"})
        module.write_text(works)
        until(lambda: all_graded(serving, token, "another"))
        page_after = serving.ask("instructor/another", headers={"Cookie": f"handin={instructor}"})

    assert waits["state"] == "waiting"
    assert "nothing_of_the_kind" not in str(waits)
    assert "nothing_of_the_kind" in page.text
    assert "nothing_of_the_kind" not in page_after.text


def test_what_came_by_another_way_is_kept(course, tmp_path):
    """What nbgrader's exchange has brought counts no more, but is there."""
    before = course / "submitted" / "ada" / "demo" / "1_double.ipynb"
    before.parent.mkdir(parents=True)
    before.write_bytes(notebook(course, WRONG, "by the exchange"))
    with Serving(course, tmp_path / "log.txt", "--jobs", "1") as serving:
        token = serving.links.make("ada")
        for mark in (1, 2):
            assert hand_in(serving, token, notebook(course, RIGHT, mark)).status == 200
            until(lambda: all_graded(serving, token))

    kept = [*(course / "submitted" / "ada" / ".attempts" / "demo.by-another-way").rglob("*.ipynb")]
    assert [path.read_bytes() for path in kept] == [notebook(course, WRONG, "by the exchange")]
    assert scores(course) == {"ada": 2.0}


def test_another_attempt_is_asked_other_numbers_and_told_no_answer(course, tmp_path):
    """Who hands in a wrong answer again learns nothing of the numbers before; each page has its own score."""
    with Serving(course, tmp_path / "log.txt", "--jobs", "1") as serving:
        token = serving.links.make("ada")
        for mark, answer in enumerate(("x + 7", "x + 7", RIGHT)):
            assert hand_in(serving, token, notebook(course, answer, mark)).status == 200
        until(lambda: all_graded(serving, token))
        cookie = {"Cookie": f"handin={token}"}
        pages = [serving.ask(f"a/demo/attempts/{number}/feedback", headers=cookie) for number in (1, 2, 3)]

    with sqlite3.connect(course / "handed_in.db") as connection:
        results = [row[0] for row in connection.execute("select result from handin_attempts order by number")]
    asked = [set(re.findall(r"double\((\d\.\d+)\)", result)) for result in results[:2]]
    assert all(asked)
    assert not asked[0] & asked[1]
    for number in asked[0] | asked[1]:
        assert not any(str(2 * float(number)) in page.text for page in pages)
    assert [page.status for page in pages] == [200, 200, 200]
    assert [
        "0 of 2 points" in page.text.replace("<strong>", "").replace("</strong>", "") for page in pages
    ] == [
        True,
        True,
        False,
    ]


@pytest.fixture
def on_a_small_disk(course, tmp_path):
    """A server whose course is on a disk of its own, with a few megabytes to spare."""
    place = tmp_path / "disk"
    place.mkdir()
    links = PersonalLinks(create_engine(f"sqlite:///{course}/handed_in.db", poolclass=NullPool))
    token = links.make("ada")
    size = sum(path.stat().st_size for path in course.rglob("*") if path.is_file()) + (6 << 20)
    walls = [_programs()[0], "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc"]
    walls += ["--size", str(size), "--tmpfs", str(place), "--", "sh", "-c"]
    copy = f'cp -r "{course}/." "{place}" && cd "{place}" && exec "$@"'
    with Serving(course, tmp_path / "log.txt", "--jobs", "1", before=(*walls, copy, "sh")) as serving:
        server = next(
            pid for pid, command in descendants(serving.process.pid).items() if "autograder serve" in command
        )
        serving.disk = Path(f"/proc/{server}/root{place}")
        yield serving, token


def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_there(on_a_small_disk, course, tmp_path):
    """The page says so, no attempt is used up, and what comes when there is room again is graded."""
    serving, token = on_a_small_disk
    assert hand_in(serving, token, notebook(course, WRONG, 1)).status == 200
    until(lambda: all_graded(serving, token))
    filler = serving.disk / "filler"

    fill_up(filler)
    refused = hand_in(serving, token, notebook(course, RIGHT, 2, size=300_000))
    page = refused.json
    there = [one["number"] for one in attempts(serving, token)]
    kept = sorted(path.name for path in (serving.disk / "submitted/ada/.attempts/demo").iterdir())
    filler.unlink()
    taken = hand_in(serving, token, notebook(course, RIGHT, 2, size=300_000))
    until(lambda: all_graded(serving, token))

    assert refused.status == 503
    assert "nothing was handed in" in page["error"]
    assert there == [1]
    assert [name for name in kept if not name.startswith("1")] == []
    assert (taken.status, taken.json["number"]) == (200, 2)
    assert [one["score"] for one in attempts(serving, token)] == [2.0, 0.0]
    shutil.copy(serving.disk / "gradebook.db", tmp_path)
    assert scores(tmp_path) == {"ada": 2.0}


def fill_up(path):
    """Fill the disk with a file."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
