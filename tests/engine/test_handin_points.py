"""Which attempt counts, and what of it is shown when: by `c.Handin`, the date due, an extension, lateness."""

import asyncio
import io
import json
import re
import shutil
import threading
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from nbgrader.api import Gradebook
from running import Started, until
from serving import Serving, form

from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.gradebook import CourseGradebook
from autograder.serve.app import application, listen
from autograder.serve.assemble import Desk
from autograder.serve.attempts import Attempts, engine_for, now
from autograder.serve.identity import IdentitySettings
from autograder.serve.receive import Dates, receive
from autograder.serve.settings import HandinSettings

LATENESS = """
from nbgrader.plugins import BasePlugin


class OnePoint(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.0
"""
RIGHT, WRONG = "return 2 * x", "return x * x"
UNTOUCHED = "YOUR ANSWER HERE"
CONFIG = "c.Handin.minutes = 0\nc.AssignLatePenalties.plugin_class = 'lateness.OnePoint'\n"


@pytest.fixture(scope="module")
def released(tmp_path_factory, make_course):
    """Two exercises of two points each, and a written answer worth three; a penalty of a point a notebook."""
    builder = make_course(tmp_path_factory.mktemp("points") / "course")
    for name, factor in (("double", 2), ("triple", 3)):
        builder.module(
            builder.DOUBLE.replace("2 * x", f"{factor} * x").replace("doubl", name[:-1]),
            name=f"{name}_exercise",
        )
        example = f"assert {name}(3) == {3 * factor}"
        hidden = f"assert {name}(5) == {5 * factor}\nfrom autograder import check\ncheck({name!r}, {name})"
        solved = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return {factor} * x\n    ### END SOLUTION"
        tests = f"{example}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
        for folder, answer, test, text in (
            ("source", solved, tests, "Since."),
            ("release", f"def {name}(x):\n    raise NotImplementedError()", example, UNTOUCHED),
        ):
            written = builder.cell(text, "why", cell_type="markdown", solution=True, grade=True, points=3)
            builder.notebook(
                builder.cell(answer, name, solution=True),
                builder.cell(test, f"test_{name}", grade=True, locked=True, points=2),
                *([written] if name == "double" else []),
                name=name,
                folder=folder,
            )
    (builder.root / "lateness.py").write_text(LATENESS)
    with (builder.root / "nbgrader_config.py").open("a") as file:
        file.write(CONFIG)
    return builder.root


class Class:
    """A served course, and its students by name.

    Args:
        serving: the server.
    """

    def __init__(self, serving):
        self.serving, self.course, self.tokens = serving, serving.course, {}

    def headers(self, student, **more):
        """Of a program that asks as this student."""
        if student not in self.tokens:
            self.tokens[student] = self.serving.links.make(student, instructor=student == "prof")
        return {"Authorization": f"Bearer {self.tokens[student]}", "Accept": "application/json"} | more

    def page(self, student, path):
        """A page as a browser has it."""
        self.headers(student)
        return self.serving.ask(path, headers={"Cookie": f"handin={self.tokens[student]}"})

    def attempts(self, student):
        """A student's attempts, the newest first."""
        answer = self.serving.ask("a/demo", headers=self.headers(student))
        assert answer.status == 200, answer.text
        return answer.json["attempts"]

    def hand_in(self, student, double, triple, mark="", why=None):
        """Hand in, and wait for what comes of it."""
        files = []
        for name, body in (("double", double), ("triple", triple)):
            text = (self.course / "release" / "demo" / f"{name}.ipynb").read_text()
            text = text.replace("raise NotImplementedError()", f"{body}  # {mark}")
            files.append((f"{name}.ipynb", (text.replace(UNTOUCHED, why) if why else text).encode()))
        kind, body = form(files)
        headers = self.headers(student, **{"Content-Type": kind})
        answer = self.serving.ask("a/demo", "POST", body, headers)
        assert answer.status == 200, answer.text
        until(lambda: self.attempts(student)[0]["state"] == "graded")
        return answer.json["number"]

    def due(self, at):
        """Set the date due."""
        with Gradebook(f"sqlite:///{self.course}/gradebook.db", "made-up") as gradebook:
            gradebook.update_or_create_assignment("demo", duedate=at)

    def in_gradebook(self, student):
        """Points and penalty, and whether a person has to look."""
        with Gradebook(f"sqlite:///{self.course}/gradebook.db", "made-up") as gradebook:
            row = gradebook.find_submission("demo", student)
            return row.score, row.late_submission_penalty, row.needs_manual_grade

    def submitted(self, student):
        """What lies where nbgrader has a submission, and what of the attempts it is."""

        def read(folder):
            return {path.name: path.read_bytes() for path in folder.iterdir()}

        folder = self.course / "submitted" / student
        kept = (folder / ".attempts" / "demo").glob("[0-9]*")
        here = read(folder / "demo")
        return [path.name for path in kept if "." not in path.name and read(path) == here]


class InProcess(Serving):
    """The same pages from a thread of this process, so that their settings can be changed while they run.

    Args:
        course: the course's folder.
    """

    def __init__(self, course):
        super().__init__(course, course / "log.txt")
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        asyncio.set_event_loop(self.loop)
        course = Course.at(self.course)
        gradebook = CourseGradebook.of(course, None)
        attempts = Attempts(engine_for(gradebook.address))
        self.desk = Desk(course, gradebook, attempts)
        identity = IdentitySettings.of(attempts.engine, self.address)
        listen(application(self.desk, identity, b"secret"), "127.0.0.1", self.port)
        self.loop.run_forever()

    def set(self, **settings):
        """Change c.Handin."""
        self.desk.settings = replace(self.desk.settings, **settings)

    def __enter__(self):
        self.thread.start()
        until(self._reached)
        return self

    def _reached(self):
        with suppress(OSError):
            return self.ask("health").status == 200

    def __exit__(self, *_error):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


@pytest.fixture(scope="module")
def best(released, tmp_path_factory):
    """Where the best attempt counts, and all is shown."""
    folder = tmp_path_factory.mktemp("best")
    course = shutil.copytree(released, folder / "course")
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.Handin.counts = 'best'\nc.Handin.before = 'all'\n")
    with Serving(course, folder / "log.txt") as serving:
        yield Class(serving)


TRIPLED, FOURTH = "return 3 * x", "return 4 * x"
OFTEN = "return 2 * x if x != 5 else 0"  # the example holds, a hidden test doesn't


@pytest.fixture(scope="module")
def ada(best):
    """Her attempts: half right, all right, wrong, all right once more, and so again when it was late."""
    best.due(now() + timedelta(days=1))
    for mark, answers in enumerate(((RIGHT, WRONG), (RIGHT, TRIPLED), (WRONG, FOURTH), (RIGHT, TRIPLED))):
        best.hand_in("ada", *answers, mark)
    best.due(now() - timedelta(hours=1))
    best.hand_in("ada", RIGHT, TRIPLED, "late")
    return "ada"


def test_the_best_attempt_counts(best, ada):
    """By its points less what lateness costs; of equal ones the newer. The gradebook has that one alone."""
    found = best.attempts(ada)

    assert [(one["score"], one["late_penalty"], one["counts"]) for one in reversed(found)] == [
        (2.0, 0.0, False),
        (4.0, 0.0, False),
        (0.0, 0.0, False),
        (4.0, 0.0, True),
        (2.0, 2.0, False),
    ]
    assert best.in_gradebook(ada) == (4.0, 0.0, False)
    assert best.submitted(ada) == ["4"]
    record = json.loads((best.course / "autograded" / ada / "demo" / ".autograder.json").read_text())
    assert sum(cell["score"] or 0 for one in record["result"]["notebooks"] for cell in one["cells"]) == 4.0


def test_what_the_attempts_pages_say_is_what_they_are_worth(best, ada):
    """An untouched written answer waits for nobody; what lateness costs is said; and who counts."""
    pages = {number: best.page(ada, f"a/demo/attempts/{number}/feedback").text for number in (3, 4, 5)}

    for number, points in ((3, 0), (4, 4), (5, 2)):
        assert f"<strong>{points}</strong> of 7 points</p>" in pages[number]
        assert "A person still has to look" not in pages[number]
        assert "0 of 3" in pages[number]
    assert "Late submission penalty</th><td>−2<" in pages[5]
    assert "penalty" not in re.sub("<style>.*?</style>", "", pages[4], flags=re.DOTALL)
    late = best.page(ada, "a/demo/attempts/5").text
    assert "<strong>2</strong> of 4 points" in late
    assert "Already taken off for lateness: 2." in late
    assert "Attempt 4 counts." in late


def test_a_person_s_points_are_those_of_what_counts(best):
    """On its page, in its data, in the list, for the instructor; a worse attempt changes none."""
    best.due(now() + timedelta(days=1))
    best.hand_in("bob", RIGHT, WRONG, why="So it is.")
    waiting = best.page("prof", "instructor/demo").text
    with Gradebook(f"sqlite:///{best.course}/gradebook.db", "made-up") as gradebook:
        grade = gradebook.find_grade("why", "double", "demo", "bob")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        gradebook.db.commit()

    best.hand_in("bob", WRONG, WRONG, why="Or not?")

    worse, counts = best.attempts("bob")
    assert (worse["score"], worse["max_score"], worse["counts"]) == (0.0, 4.0, False)
    assert (counts["score"], counts["max_score"], counts["counts"]) == (4.5, 7.0, True)
    assert best.in_gradebook("bob") == (4.5, 0.0, False)
    assert "<strong>4.5</strong> of 7 points" in best.page("bob", "a/demo/attempts/1").text
    assert "4.5 of 7" in best.page("bob", "a/demo").text
    assert "<strong>4.5</strong> of 7 points" in best.page("bob", "a/demo/attempts/1/feedback").text
    assert "4.5 of 7" in best.page("prof", "instructor/demo").text
    assert "1 written answer</bdi>: why, in formgrader" in waiting
    assert "written answer" not in best.page("prof", "instructor/demo").text


SHOWN = {  # what one reads of an attempt, by the setting: points, hint, the example's failure, a hidden one's
    "all": (True, True, True, True),
    "examples": (False, False, True, False),
    "hints": (False, True, False, False),
    "nothing": (False, False, False, False),
}


@pytest.fixture(scope="module")
def graded(best):
    """Two students with the same attempts; one of them has two more days."""
    best.due(now() + timedelta(days=1))
    for student in ("cem", "dora"):
        best.hand_in(student, "return x", WRONG, student)
        best.hand_in(student, OFTEN, WRONG, student)
    best.due(now() - timedelta(hours=5))
    with Gradebook(f"sqlite:///{best.course}/gradebook.db", "made-up") as gradebook:
        gradebook.find_submission("demo", "dora").extension = timedelta(days=2)
        gradebook.db.commit()
    return best


@pytest.fixture
def pages_with(graded):
    """The pages of the same course with other settings, served from this process."""
    with InProcess(graded.course) as serving:
        yield serving


def test_what_is_shown_is_what_is_set(graded, pages_with):
    """Before the date due and after it, to each by an own date; on no page and in no data more than that."""
    order = list(SHOWN)
    for before, after in zip(order, [*order[1:], order[0]], strict=True):
        pages_with.set(before=before, after=after)
        for student, shown in (("cem", after), ("dora", before)):
            assert told(pages_with, graded, student) == SHOWN[shown], (student, before, after)


def told(serving, graded, student):
    """What a student can read of two attempts, wherever it stands: as in SHOWN."""
    cookie, token = {"Cookie": f"handin={graded.tokens[student]}"}, graded.headers(student)
    paths = ["", "a/demo", *(f"a/demo/attempts/{number}" for number in (1, 2))]
    pages = [serving.ask(path, headers=cookie) for path in paths]
    data = [serving.ask(path, headers=token).text for path in paths[1:]]
    feedback = [serving.ask(f"{path}/feedback", headers=cookie) for path in paths[2:]]
    assert {page.status for page in pages} == {200}
    assert {page.status for page in feedback} <= {200, 404}
    listed = re.sub("<(script|style).*?</\\1>", "", "".join(page.text for page in pages), flags=re.DOTALL)
    read = "".join(page.text for page in feedback if page.status == 200)
    has_points = [
        bool(re.search(r"\bof (<[^>]*>)?[47]\b", listed)),
        '"score": 0.0' in "".join(data),
        bool(re.search(r"\b0(</strong>)? of [47]\b", read)),
        ">counts<" in listed or "counts." in listed,
        '"counts": true' in "".join(data),
    ]
    assert len(set(has_points)) == 1, has_points
    if not read:
        assert '"feedback": null' in data[-1]
    return (
        has_points[0],
        "multiplied the number by itself" in read + listed + "".join(data),
        "The visible example failed" in read,
        "A test failed" in read or "passes the hidden checks" in read,
    )


def test_nothing_is_taken_after_the_last_moment(graded, pages_with):
    """Late until then; somebody with another date due has another last moment."""
    pages_with.set(late=3.0)

    for student, status in (("cem", 422), ("dora", 200)):
        kind, body = form([("double.ipynb", (graded.course / "release/demo/double.ipynb").read_bytes())])
        answer = pages_with.ask("a/demo", "POST", body, graded.headers(student, **{"Content-Type": kind}))
        assert answer.status == status, answer.text
        page = pages_with.ask("a/demo", headers={"Cookie": f"handin={graded.tokens[student]}"}).text
        assert ("Nothing is taken any more" in page) == (status == 422)
        assert ('id="upload"' in page) == (status == 200)


def test_what_came_in_time_is_in_time(graded, pages_with):
    """However long there was to wait once the last byte was there, and whatever the clock says by then."""
    desk, due = pages_with.desk, now() + timedelta(hours=1)
    desk.settings = replace(desk.settings, attempts=0)
    data = (graded.course / "release" / "demo" / "double.ipynb").read_bytes()
    said = {}
    for number, at in enumerate(
        (due - timedelta(seconds=1), due + timedelta(seconds=1), due - timedelta(days=9))
    ):
        files = [("double.ipynb", data + b" " * number)]
        row = receive(desk.course, desk.settings, desk.attempts, "eve", "demo", Dates(due, None), files, at)
        kept = graded.course / "submitted" / "eve" / ".attempts" / "demo" / str(row.number) / "timestamp.txt"
        said[row.number] = (row.late, row.received == at, kept.read_text() == f"{at:%Y-%m-%d %H:%M:%S} UTC\n")

    assert said == {1: (False, True, True), 2: (True, True, True), 3: (False, True, True)}


def test_what_systems_and_editors_leave_is_no_rival(graded, pages_with):
    """A folder from a Mac, dragged there: a plain name has no dot in front, so it has to be seen before."""
    desk = pages_with.desk
    desk.settings = replace(desk.settings, attempts=0)
    data = (graded.course / "release" / "demo" / "double.ipynb").read_bytes()
    names = (
        "._double.ipynb",
        ".ipynb_checkpoints/double-checkpoint.ipynb",
        ".DS_Store",
        "hw\\._x",
        "double.ipynb",
    )

    row = receive(
        *(desk.course, desk.settings, desk.attempts, "eve", "demo", Dates(None, None)),
        *([(name, data) for name in names], now()),
    )

    kept = graded.course / "submitted" / "eve" / ".attempts" / "demo" / str(row.number)
    assert sorted(path.name for path in kept.rglob("*")) == ["double.ipynb", "timestamp.txt"]


def test_the_report_leads_to_formgrader_where_it_is_known(graded, pages_with):
    """To the address that is set; without one nothing leads there."""
    cookie = {"Cookie": f"handin={graded.headers('prof') and graded.tokens['prof']}"}

    without = pages_with.ask("instructor/demo/report", headers=cookie)
    pages_with.set(formgrader="https://hub.example.org/formgrader/")
    with_it = pages_with.ask("instructor/demo/report", headers=cookie)

    assert (without.status, with_it.status) == (200, 200)
    assert not re.search('href="[^"#]*(formgrader|gradebook|manage_students|submissions)', without.text)
    assert 'href="https://hub.example.org/formgrader/gradebook/demo/double"' in with_it.text
    assert 'href="https://hub.example.org/formgrader/manage_students/cem/demo"' in with_it.text


def test_other_commands_go_on_beside_it(graded, nbgrader):
    """Somebody hands in while the class is graded, exported and given feedback: one gradebook."""
    students = {one.name for one in (graded.course / "submitted").iterdir() if (one / "demo").is_dir()}
    thread = threading.Thread(target=graded.hand_in, args=("fay", RIGHT, TRIPLED))
    thread.start()
    ended = {}
    for arguments in (("grade", "demo"), ("export", "demo", "--to", "json")):
        with Started(graded.course, *arguments) as run:
            ended[arguments[0]] = run.ended()
    feedback = nbgrader(graded.course, "generate_feedback", "demo", "--student", "cem")
    thread.join()

    assert {name: one.returncode for name, one in ended.items()} == dict.fromkeys(ended, 0), ended
    assert feedback.returncode == 0, feedback.stderr
    assert (graded.course / "feedback" / "cem" / "demo" / "double.html").is_file()
    exported = json.loads((graded.course / "demo.json").read_text())["students"]
    scores = {one["student_id"]: one["score"] for one in exported}
    rows = {name: graded.in_gradebook(name) for name in students}
    assert {name: scores[name] for name in students} == {name: row[0] - row[1] for name, row in rows.items()}
    assert [one["score"] for one in graded.attempts("fay")] == [2.0]
    assert graded.in_gradebook("fay") == (4.0, 2.0, False)


def test_between_two_attempts_there_is_a_while(graded, pages_with):
    """As set; the page and the refusal say from when."""
    pages_with.set(minutes=5.0, before="all", after="all")
    said = []
    for mark in (b" ", b"  "):
        data = (graded.course / "release" / "demo" / "double.ipynb").read_bytes() + mark
        kind, body = form([("double.ipynb", data)])
        said.append(pages_with.ask("a/demo", "POST", body, graded.headers("gil", **{"Content-Type": kind})))

    assert [answer.status for answer in said] == [200, 422]
    assert "Between two attempts there are 5 minutes" in said[1].json["error"]
    page = pages_with.ask("a/demo", headers={"Cookie": f"handin={graded.tokens['gil']}"})
    assert "You can hand in again from" in page.text


def test_the_handout_is_what_is_released(graded):
    """As a zip with a folder of the assignment's name."""
    answer = graded.page("cem", "a/demo/handout.zip")

    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert sorted(archive.namelist()) == ["demo/double.ipynb", "demo/triple.ipynb"]
        assert "HIDDEN" not in archive.read("demo/double.ipynb").decode()


def test_what_is_set_by_default(released):
    """Ten attempts, five minutes, the last one counts, hints before and all after."""
    config = released / "nbgrader_config.py"
    kept = config.read_text()
    config.write_text("c = get_config()\n")
    found = HandinSettings.of(Course.at(released))
    config.write_text(kept)

    said = (found.attempts, found.minutes, found.counts, found.before, found.after, found.late)
    assert said == (10, 5, "last", "hints", "all", None)


@pytest.mark.parametrize(
    "line",
    [
        "counts = 'first'",
        "before = 'points'",
        "attempts = -1",
        "late = 'x'",
        "minuts = 5",
        "instructors = 'ada'",
    ],
)
def test_a_setting_that_cannot_be_is_one_line(released, tmp_path, line):
    """What it says, and what it may say; nothing is served."""
    course = shutil.copytree(released, tmp_path / "course")
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"c.Handin.{line}\n")

    with pytest.raises(UnusableInput, match=f"c.Handin.{line.partition(' ')[0]}"):
        HandinSettings.of(Course.at(course))
