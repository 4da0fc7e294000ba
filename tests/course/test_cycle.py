"""nbgrader's whole cycle by its own commands, with this engine in the middle: two students and a zip file.

All run as one user of the system, by whose name nbgrader would call every student; so each student's own
settings say who they are. What they have of each other is what lies in the exchange.
"""

import csv
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from answering import COUNTING, FORGETFUL, FORMS, HINT, RIGHT, fill
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc

ASSIGNMENT = "ch177"
SUCCESS = "Success! Your notebook passes all the tests."
SECRETS = ("HIDDEN TESTS", "autograder", "check(", "layer_sizes[:-1]", "BEGIN SOLUTION", "MARK SCHEME")
SECRET = "submission_secret.txt"  # by what it says nbgrader finds the feedback of a submission
ZIPPED = "20260130T153010"  # in the name of a file that a learning platform gave out
LATE = """
from nbgrader.plugins import LateSubmissionPlugin


class HalfThePoints(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2
"""
CONFIG = r"""
c.Exchange.root = {exchange!r}
c.AssignLatePenalties.plugin_class = "late.HalfThePoints"
c.FileNameCollectorPlugin.named_regexp = (
    r".*/hw_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9T]+)_(?P<file_id>\w+)"
)
"""
STUDENT = """
c = get_config()
c.CourseDirectory.course_id = {course!r}
c.CourseDirectory.student_id = {name!r}
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "feedback"]
c.Exchange.root = {exchange!r}
"""


class Person:
    """Somebody with a home of their own, and nbgrader in it.

    Args:
        nbgrader: runs it.
        home: to be made.
        folder: where they work.
        config: their own settings of nbgrader.
    """

    def __init__(self, nbgrader, home, folder, config=""):
        self._nbgrader = nbgrader
        self.folder = folder
        settings = home / "config"
        settings.mkdir(parents=True)
        (settings / "nbgrader_config.py").write_text(config)
        self._variables = {
            "HOME": str(home),
            "JUPYTER_CONFIG_DIR": str(settings),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "IPYTHONDIR": str(home / "ipython"),
        }

    def __call__(self, *arguments):
        """Run an nbgrader command that has to succeed; what it said."""
        ended = self._nbgrader(self.folder, *arguments, **self._variables)
        said = ended.stdout + ended.stderr
        assert ended.returncode == 0, said
        return said

    def writes(self, answers):
        """Put answers into notebooks, by their names."""
        for notebook, cells in answers.items():
            fill(self.folder / ASSIGNMENT / f"{notebook}.ipynb", cells)

    def submits(self):
        """Hand in; when nbgrader says that was."""
        return parse_utc(self("submit", ASSIGNMENT).rpartition(f" {ASSIGNMENT} ")[2].strip())

    def feedback(self):
        """What is read on the pages that were fetched: by the time of the submission, then by notebook."""
        found = {}
        for path in (self.folder / ASSIGNMENT / "feedback").glob("*/*.html"):
            found.setdefault(parse_utc(path.parent.name), {})[path.stem] = text_of(path)
        return found


@dataclass(frozen=True)
class Cycle:
    """What was seen on the way round.

    Attributes:
        course: its folder.
        said: what commands said, by name.
        submitted: when; ada's first and second, bob's.
        first: what was there after ada's first submission was graded: scores, feedback.
        feedback: what each student has fetched in the end.
    """

    course: Path
    said: dict[str, str]
    submitted: tuple[datetime, datetime, datetime]
    first: SimpleNamespace
    feedback: dict[str, dict[datetime, dict[str, str]]]


def text_of(path):
    """What is read on a page."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text()


def scores(course, student):
    """What the gradebook has of a student: a score for each grade cell, and the penalty by notebook."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        notebooks = gradebook.find_submission(ASSIGNMENT, student).notebooks
        cells = {grade.name: grade.auto_score for notebook in notebooks for grade in notebook.grades}
        return cells, {notebook.name: notebook.late_submission_penalty for notebook in notebooks}


def zip_up(course, student):
    """Put a zip file with one student's first notebook where zip_collect looks."""
    archive = course / "downloaded" / ASSIGNMENT / "archive"
    archive.mkdir(parents=True)
    written = Path(
        shutil.copy(course / "release" / ASSIGNMENT / f"{COUNTING}.ipynb", course / "written.ipynb")
    )
    fill(written, RIGHT)
    with zipfile.ZipFile(archive / "class.zip", "w") as file:
        file.write(written, f"hw_{student}_attempt_{ZIPPED}_{COUNTING}.ipynb")
    written.unlink()


@pytest.fixture(scope="module")
def people(tmp_path_factory, copy_course, nbgrader):
    """An instructor with two notebooks of the course, and two students; between them an empty exchange."""
    folder = tmp_path_factory.mktemp("cycle")
    course = copy_course(folder / "course", COUNTING, FORMS)
    exchange = folder / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(CONFIG.format(exchange=str(exchange)))
    (course / "late.py").write_text(LATE)
    found = {"instructor": Person(nbgrader, folder / "instructor", course)}
    course_id = course_id_of(course)
    for name in ("ada", "bob"):
        work = folder / name / "work"
        work.mkdir(parents=True)
        settings = STUDENT.format(course=course_id, name=name, exchange=str(exchange))
        found[name] = Person(nbgrader, folder / name, work, settings)
    return SimpleNamespace(**found)


def course_id_of(course):
    """As the course's settings say it."""
    return (course / "nbgrader_config.py").read_text().partition('course_id = "')[2].partition('"')[0]


@pytest.fixture(scope="module")
def cycle(people):
    """All the commands, in the order in which a course goes; who can act side by side does."""
    instructor, ada, bob = people.instructor, people.ada, people.bob
    course, said = instructor.folder, {}
    with ThreadPoolExecutor() as side_by_side:
        instructor("generate_assignment", ASSIGNMENT)
        instructor("release_assignment", ASSIGNMENT)
        list(side_by_side.map(lambda student: student("fetch_assignment", ASSIGNMENT), (ada, bob)))
        ada.writes({COUNTING: FORGETFUL})
        validated = side_by_side.submit(ada, "validate", f"{ASSIGNMENT}/{COUNTING}.ipynb")
        submitted = [ada.submits()]
        said["validate wrong"] = validated.result()
        instructor("collect", ASSIGNMENT)
        instructor("autograde", ASSIGNMENT)
        first = SimpleNamespace(scores=scores(course, "ada")[0])
        instructor("generate_feedback", ASSIGNMENT)
        instructor("release_feedback", ASSIGNMENT)
        ada("fetch_feedback", ASSIGNMENT)
        first.feedback = ada.feedback()

        ada.writes({COUNTING: RIGHT, FORMS: RIGHT})
        bob.writes({COUNTING: FORGETFUL, FORMS: RIGHT})
        submitted.append(ada.submits())
        validated = side_by_side.submit(ada, "validate", f"{ASSIGNMENT}/{COUNTING}.ipynb")
        submitted.append(bob.submits())
        said["validate right"] = validated.result()
        due = submitted[1] + (submitted[2] - submitted[1]) / 2
        instructor("db", "assignment", "add", ASSIGNMENT, "--duedate", f"{due} UTC")
        said["collect again"] = instructor("collect", ASSIGNMENT, "--update")
        zip_up(course, "cy")
        instructor("zip_collect", ASSIGNMENT)
        said["autograde again"] = instructor("autograde", ASSIGNMENT)
        instructor("generate_feedback", ASSIGNMENT)
        exported = side_by_side.submit(instructor, "export", "--to", "grades.csv")
        said["release again"] = instructor("release_feedback", ASSIGNMENT)
        list(side_by_side.map(lambda student: student("fetch_feedback", ASSIGNMENT), (ada, bob)))
        exported.result()
    return Cycle(course, said, tuple(submitted), first, {"ada": ada.feedback(), "bob": bob.feedback()})


def test_students_fetch_stubs(cycle, people):
    """What was generated from the source, released and fetched: no solution, no hidden test, all files."""
    source, work = cycle.course / "source" / ASSIGNMENT, people.bob.folder / ASSIGNMENT

    assert {path.name for path in source.iterdir()} == {path.name for path in work.iterdir()} - {"feedback"}
    released = cycle.course / "release" / ASSIGNMENT
    for name in (COUNTING, FORMS):
        text = (released / f"{name}.ipynb").read_text()
        assert "YOUR CODE HERE" in text
        assert [secret for secret in SECRETS if secret in text] == []


def test_validate_tells_right_from_wrong(cycle):
    """The visible test fails with the numbers that it saw, and says nothing else; a right answer passes."""
    assert "VALIDATION FAILED ON 1 CELL(S)" in cycle.said["validate wrong"]
    assert "count_parameters gave 6, expected 8" in cycle.said["validate wrong"]
    assert SUCCESS in cycle.said["validate right"]


def test_the_first_submission_is_graded(cycle):
    """One answer right, one with its misconception, the other notebook untouched."""
    assert cycle.first.scores == {
        "test_hand_count": 1,
        "test_count_parameters": 0,
        "test_row_form": 0,
        "test_column_form": 0,
        "test_forms_agree": 0,
        "task_explanation": 0,  # a mark scheme, worth nothing
        "explanation": 0,
    }


def test_the_first_feedback_names_the_misconception(cycle):
    """It is that of the first submission, and says why the points are lost."""
    assert list(cycle.first.feedback) == [cycle.submitted[0]]
    page = cycle.first.feedback[cycle.submitted[0]][COUNTING]
    assert HINT in page
    assert "count_parameters: 0 of 3 points" in page
    assert "count_parameters gave 6, expected 8, for layer_sizes = [3, 2]" in page


def test_collect_takes_the_newer_submission(cycle):
    """With --update; and nbgrader grades it anew without being told to."""
    assert "Updating submission: ada" in cycle.said["collect again"]
    assert "Updating existing assignment" in cycle.said["autograde again"]
    stamp = (cycle.course / "submitted" / "ada" / ASSIGNMENT / "timestamp.txt").read_text()
    assert parse_utc(stamp) == cycle.submitted[1]


def test_the_second_submission_changes_the_score(cycle):
    """All points that a machine gives, no penalty before the due date, the written answer for a person."""
    cells, penalties = scores(cycle.course, "ada")

    assert cells == {
        "test_hand_count": 1,
        "test_count_parameters": 3,
        "test_row_form": 1,
        "test_column_form": 1,
        "test_forms_agree": 1,
        "task_explanation": 0,  # a mark scheme, worth nothing
        "explanation": None,
    }
    assert penalties == {COUNTING: None, FORMS: None}


def test_each_submission_has_its_own_feedback(cycle):
    """The first page is as it was; the second belongs to the second submission, without the hint."""
    first, second = cycle.submitted[:2]

    assert set(cycle.feedback["ada"]) == {first, second}
    assert cycle.feedback["ada"][first] == cycle.first.feedback[first]
    assert set(cycle.feedback["ada"][second]) == {COUNTING, FORMS}
    assert HINT not in cycle.feedback["ada"][second][COUNTING]
    assert "count_parameters: 3 of 3 points" in cycle.feedback["ada"][second][COUNTING]


def test_links_of_fetched_pages_lead_somewhere(cycle, people):
    """To the neighbours that were fetched with them, and to places on the page itself."""
    for path in (people.ada.folder / ASSIGNMENT / "feedback").glob("*/*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        targets = [link["href"] for link in page.find_all("a", href=True)]

        assert any(not target.startswith("#") for target in targets)
        for target in targets:
            there = page.find(id=target[1:]) if target.startswith("#") else (path.parent / target).exists()
            assert there, target


def test_who_is_late_pays(cycle):
    """Half of what each notebook earned, by the course's own plugin; the feedback says so."""
    cells, penalties = scores(cycle.course, "bob")

    assert cells["test_count_parameters"] == 0
    assert sum(score for score in cells.values() if score) == 4
    assert penalties == {COUNTING: 0.5, FORMS: 1.5}
    pages = cycle.feedback["bob"]
    assert list(pages) == [cycle.submitted[2]]
    assert HINT in pages[cycle.submitted[2]][COUNTING]
    assert "penalty" in pages[cycle.submitted[2]][COUNTING].lower()
    assert "penalty" not in cycle.feedback["ada"][cycle.submitted[1]][COUNTING].lower()


def test_feedback_keeps_hidden_tests_hidden(cycle):
    """No page that a student fetched has them, the solution or the mark scheme; examples are there."""
    pages = [
        page
        for found in cycle.feedback.values()
        for submission in found.values()
        for page in submission.values()
    ]

    assert len(pages) == 6
    assert all("for layer_sizes, expected in" in page or "single = (np.array(" in page for page in pages)
    assert [secret for page in pages for secret in SECRETS if secret in page] == []


def test_a_zip_file_is_collected(cycle):
    """One student's notebook by the name of its file; the notebook that isn't there scores nothing."""
    folder = cycle.course / "submitted" / "cy" / ASSIGNMENT
    cells, penalties = scores(cycle.course, "cy")

    assert {path.name for path in folder.iterdir()} == {f"{COUNTING}.ipynb", "timestamp.txt"}
    assert parse_utc((folder / "timestamp.txt").read_text()) == datetime(2026, 1, 30, 15, 30, 10)
    assert (cells["test_hand_count"], cells["test_count_parameters"]) == (1, 3)
    assert sum(score for score in cells.values() if score) == 4
    assert penalties == {COUNTING: None, FORMS: None}


def test_feedback_is_released_without_the_exchange(cycle):
    """Whom nobody gave a secret gets one that is nobody else's: nbgrader's command goes through."""
    secret = (cycle.course / "feedback" / "cy" / ASSIGNMENT / SECRET).read_text()
    others = {(cycle.course / "feedback" / who / ASSIGNMENT / SECRET).read_text() for who in ("ada", "bob")}

    assert len(secret) == 128
    assert secret not in others
    assert "Releasing feedback for student 'cy'" in cycle.said["release again"]


def test_export_has_the_scores(cycle):
    """A row for each student: what was earned, what the delay costs, what is left."""
    with (cycle.course / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}

    columns = ("raw_score", "late_submission_penalty", "score", "max_score")
    assert {student: [float(row[column]) for column in columns] for student, row in rows.items()} == {
        "ada": [7, 0, 7, 9],
        "bob": [4, 2, 2, 9],
        "cy": [4, 0, 4, 9],
    }


def test_our_own_command_says_the_same(cycle, people, tmp_path):
    """`autograder grade`, run elsewhere: scores, the plugin's penalties, the secret that names feedback."""
    course = shutil.copytree(cycle.course, tmp_path / "course")
    program = Path(sys.executable).with_name("autograder")
    command = [program, "grade", ASSIGNMENT, "--force", "--course", course]

    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    for student in ("ada", "bob", "cy"):
        assert scores(course, student) == scores(cycle.course, student)
    for student in ("ada", "bob"):
        paths = [
            root / student / ASSIGNMENT / SECRET for root in (course / "submitted", course / "autograded")
        ]
        assert paths[0].read_bytes() == paths[1].read_bytes()
