"""Grading a class and checking one submission: what is written, what is left alone, what is told."""

import contextlib
import io
import json
import os
import re
import shutil
import socket
import sqlite3
import stat
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.course import Course
from autograder.exercise.lift import as_cell
from autograder.gradebook import CourseGradebook
from autograder.grading import Engine

ASSIGNMENT = "ch177"
ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "source" / ASSIGNMENT).glob("[1-9]*.ipynb"))


@dataclass
class Ended:
    """How a command ended; None where it raised."""

    returncode: int | None = None
    stdout: str = ""
    stderr: str = ""


def autograder(folder, *arguments):
    """Run the command in a course, in this process."""
    ended, out, err = Ended(), io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as left:
            ended.returncode = left.code
        except Exception as error:
            err.write(f"{type(error).__name__}: {error}")
    ended.stdout, ended.stderr = out.getvalue(), err.getvalue()
    return ended


def grade(folder, *arguments):
    """Grade the class; the results by student."""
    ended = autograder(folder, "grade", ASSIGNMENT, "--json", folder / "out.json", *arguments)
    assert ended.returncode in (0, 1), ended.stderr
    document = json.loads((folder / "out.json").read_text())
    return {submission["student"]: submission for submission in document["submissions"]}


@pytest.fixture(scope="module")
def empty(tmp_path_factory, copy_course, root):
    """This course with its release and a gradebook that knows it, and no submissions."""
    folder = copy_course(tmp_path_factory.mktemp("course") / "course")
    shutil.copytree(root / "release", folder / "release")
    CourseGradebook.of(Course.at(folder)).register(ASSIGNMENT)
    return folder


@pytest.fixture
def classroom(tmp_path, empty):
    """A copy of the course, for submissions."""
    shutil.copytree(empty, tmp_path / "course", symlinks=True)
    return tmp_path / "course"


@pytest.fixture
def submit(course, exercises):
    """Write a submission; each answer by a rule: exercise to code, or None for an untouched cell."""

    def write(folder, student, answer=lambda exercise: exercise.reference_code, notebooks=NOTEBOOKS):
        target = folder / "submitted" / student / ASSIGNMENT
        target.mkdir(parents=True)
        for name in notebooks:
            document = nbformat.read(folder / "release" / ASSIGNMENT / f"{name}.ipynb", as_version=4)
            for cell in document.cells:
                exercise = exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
                code = answer(exercise) if exercise and cell.cell_type == "code" else None
                if isinstance(code, str):
                    cell.source = code
                elif code is not None:
                    cell.source = as_cell(exercise, code, exercises)
            nbformat.write(document, target / f"{name}.ipynb")
        return target

    return write


def _one_cell(path, source):
    """Put a cell of the student's own at the end of a notebook."""
    document = nbformat.read(path, as_version=4)
    document.cells.append(nbformat.v4.new_code_cell(source))
    nbformat.write(document, path)


def _small(build, **changes):
    """A small course with a release, `demo`, and no submissions."""
    build.double(**changes)
    build.release()
    return build.root


def _hand_in(root, student, source="def double(x):\n    return 2 * x", name="1_double"):
    released = root / "release" / "demo" / "1_double.ipynb"
    document = nbformat.read(released, as_version=4)
    document.cells[0].source = source
    path = root / "submitted" / student / "demo" / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(document, path)
    return path


def _grade_small(root, *arguments):
    ended = autograder(root, "grade", "demo", "--json", root / "out.json", *arguments)
    assert ended.returncode in (0, 1), ended.stderr
    document = json.loads((root / "out.json").read_text())
    return {submission["student"]: submission for submission in document["submissions"]}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A place for what is made once and copied for each test: its folder, and what came of it."""
    return tmp_path_factory.mktemp("kept") / "course", {}


def _rows(root, table):
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as connection:
        return sorted(map(repr, connection.execute(f"select * from {table}").fetchall()))


def _tree(folder):
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class TestGradedOnce:
    """What is graded and unchanged is left alone."""

    @pytest.fixture
    def graded(self, build, kept):
        """A small course with two graded submissions, and their results."""
        folder, results = kept
        if not results:
            root = _small(build)
            _hand_in(root, "ada")
            _hand_in(root, "bob", "def double(x):\n    return x * x")
            results.update(_grade_small(root))
            shutil.copytree(root, folder)
        return shutil.copytree(folder, build.root, dirs_exist_ok=True), results

    def test_second_run_changes_nothing(self, graded):
        """Neither files nor rows; the results are told again."""
        root, first = graded
        files, rows = _tree(root / "autograded"), _rows(root, "grade")

        second = _grade_small(root)

        assert second == first
        assert [submission["score"] for submission in first.values()] == [2.0, 0.0]
        assert _tree(root / "autograded") == files
        assert _rows(root, "grade") == rows

    def test_changed_submission_is_graded_again_alone(self, graded):
        """The others' files stay as they are."""
        root, _ = graded
        before = _tree(root / "autograded" / "ada")
        _hand_in(root, "bob")

        second = _grade_small(root)

        assert [submission["score"] for submission in second.values()] == [2.0, 2.0]
        assert _tree(root / "autograded" / "ada") == before

    @pytest.mark.parametrize("what", ["file", "source", "solutions", "timeout", "force", "lost"])
    def test_what_matters_grades_again(self, graded, what):
        """Another file of the submission, of the course, another limit, --force, a lost result."""
        root, first = graded
        before = _tree(root / "autograded" / "ada")
        arguments = {"timeout": ["--timeout", "29"], "force": ["--force"]}.get(what, [])
        if what == "file":
            (root / "submitted/ada/demo/data.txt").write_text("new")
        elif what == "source":
            (root / "source/demo/helper.py").write_text("x = 1\n")
        elif what == "solutions":
            path = root / "solutions/demo/doubling.py"
            path.write_text(path.read_text() + "\n# a comment\n")
        elif what == "lost":
            (root / "autograded/ada/demo/.autograder.json").write_bytes(b"\0 nonsense")

        second = _grade_small(root, *arguments)

        assert second == first
        assert _tree(root / "autograded" / "ada") != before

    def test_one_student_alone(self, graded):
        """--student leaves the rest as it is."""
        root, _ = graded
        before = _tree(root / "autograded" / "bob")
        _hand_in(root, "cy")

        second = _grade_small(root, "--student", "ada", "--force")

        assert list(second) == ["ada"]
        assert _tree(root / "autograded" / "bob") == before
        assert not (root / "autograded" / "cy").exists()


class TestAPersonsScores:
    """What a person has entered is theirs."""

    def test_manual_score_is_never_touched(self, build):
        """Graded again, it stays, and has to be looked at again; so do extra credit and comments."""
        root = _small(build)
        _hand_in(root, "ada")
        _grade_small(root)
        with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
            row = gradebook.find_grade("test_double", "1_double", "demo", "ada")
            row.manual_score, row.extra_credit, row.needs_manual_grade = 1.5, 0.25, False
            comment = gradebook.find_comment("double", "1_double", "demo", "ada")
            comment.manual_comment = "Well done."
            gradebook.db.commit()
        _hand_in(root, "ada", "def double(x):\n    return x * x")

        _grade_small(root)

        with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
            row = gradebook.find_grade("test_double", "1_double", "demo", "ada")
            assert (row.auto_score, row.manual_score, row.extra_credit) == (0.0, 1.5, 0.25)
            assert row.needs_manual_grade
            assert row.score == 1.75
            comment = gradebook.find_comment("double", "1_double", "demo", "ada")
            assert comment.manual_comment == "Well done."


class TestOddSubmissions:
    """A submission that lacks something, or has something odd, is graded all the same."""

    def test_missing_and_unreadable_notebooks_are_zero_with_a_reason(self, classroom, submit):
        """The others keep their points; the reason is in the result and, where there is one, the notebook."""
        target = submit(classroom, "ada", notebooks=NOTEBOOKS[:2])
        (target / "3_stored_activations.ipynb").write_bytes(b"{ no JSON")
        (target / "4_tanh_comparison.ipynb").write_bytes(b"")
        shutil.copy(target / "1_parameter_count.ipynb", target / "5_linear_collapse.ipynb")

        result = grade(classroom)["ada"]

        states = {notebook["name"]: notebook["status"] for notebook in result["notebooks"]}
        assert list(states.values())[:4] == ["graded", "graded", "unreadable", "unreadable"]
        for notebook in result["notebooks"][2:5]:
            assert notebook["message"] or notebook["cells"][0]["feedback"]
            assert all(cell["score"] in (0.0, None) for cell in notebook["cells"])
            assert (classroom / "autograded/ada/ch177" / f"{notebook['name']}.ipynb").is_file()
        assert result["score"] == sum(
            cell["max_score"] for notebook in result["notebooks"][:2] for cell in notebook["cells"]
        )

    def test_empty_submission_is_zero(self, build):
        """A folder without a notebook is a submission all the same."""
        root = _small(build)
        (root / "submitted/ada/demo").mkdir(parents=True)
        (root / "submitted/ada/demo/homework.pdf").write_bytes(b"%PDF")
        _hand_in(root, "bob")

        results = _grade_small(root)

        assert [submission["score"] for submission in results.values()] == [0.0, 2.0]
        assert results["ada"]["notebooks"][0]["status"] in ("missing", "unreadable")

    def test_timestamp_is_read_as_nbgrader_reads_it(self, build):
        """UTC in the gradebook; a note that can't be read is none."""
        notes = {
            "utc": ("2026-03-01 10:00:00 UTC", "2026-03-01 10:00:00"),
            "cet": ("2026-03-01 10:00:00 CET", "2026-03-01 09:00:00"),
            "iso": ("2026-03-01T10:00:00+02:00", "2026-03-01 08:00:00"),
            "words": ("yesterday, really", None),
            "empty": ("", None),
            "bytes": ("\0\xff", None),
        }
        root = _small(build)
        for student, (text, _) in notes.items():
            _hand_in(root, student)
            (root / f"submitted/{student}/demo/timestamp.txt").write_text(text, encoding="latin-1")

        _grade_small(root)

        with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
            for student, (_, expected) in notes.items():
                when = gradebook.find_submission("demo", student).timestamp
                assert (f"{when:%Y-%m-%d %H:%M:%S}" if when else None) == expected, student

    def test_odd_files_reach_neither_the_process_nor_the_results(self, classroom, submit):
        """Links, pipes, sockets and devices: nothing of the course comes in by them, and nothing hangs."""
        reads = (
            "import os\nfor folder, _, names in os.walk('.', followlinks=True):\n"
            "    for name in names:\n        path = os.path.join(folder, name)\n"
            "        print(path, open(path, 'rb').read() if os.path.getsize(path) < 10**6 else '')"
        )
        target = submit(classroom, "ada", notebooks=NOTEBOOKS[:1])
        _one_cell(target / "1_parameter_count.ipynb", reads)
        secret = "../../../source/ch177/1_parameter_count.ipynb"
        (target / "data.txt").symlink_to(secret)
        (target / "absolute.txt").symlink_to(classroom / "solutions/ch177/parameter_count.py")
        (target / "course").symlink_to("../../..")
        (target / "2_transpose_identity.ipynb").symlink_to("../../../source/ch177/2_transpose_identity.ipynb")
        (target / "loop").symlink_to("loop")
        (target / "inner").mkdir()
        (target / "inner" / "deep.txt").symlink_to("../" + secret)
        os.mkfifo(target / "pipe.txt")
        os.mkfifo(target / "3_stored_activations.ipynb")
        with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(target):
            listening.bind("socket.txt")
        (target / "good.txt").write_text("good")
        (target / "weird \udcff name").write_text("good")

        result = grade(classroom)["ada"]

        states = {notebook["name"]: notebook["status"] for notebook in result["notebooks"]}
        assert states["1_parameter_count"] == "graded"
        assert states["2_transpose_identity"] == states["3_stored_activations"] == "unreadable"
        written = classroom / "autograded/ada/ch177"
        for path in written.rglob("*"):
            assert stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR), path
        names = {str(path.relative_to(written)) for path in written.rglob("*") if path.is_file()}
        assert "good.txt" in names
        assert not names & {"data.txt", "absolute.txt", "pipe.txt", "socket.txt", "inner/deep.txt"}
        document = nbformat.read(written / "1_parameter_count.ipynb", as_version=4)
        output = "".join(part.get("text", "") for part in document.cells[-1].outputs)
        assert "./good.txt" in output
        assert "BEGIN HIDDEN TESTS" not in output
        assert ".misconception" not in output
        for name in ("data.txt", "absolute.txt", "pipe.txt", "socket.txt", "course/", "deep.txt"):
            assert f"/{name}" not in output

    def test_folder_in_the_place_of_a_file_does_no_harm(self, build):
        """What the course or the grader writes comes first; the next submission is graded."""
        root = _small(build)
        (root / "source/demo/layers.py").write_text("x = 1\n")
        (root / "source/demo/data").mkdir()
        (root / "source/demo/data/numbers.txt").write_text("1 2 3\n")
        names = ["layers.py", "1_double.ipynb", ".autograder.json", "timestamp.txt"]
        for number, name in enumerate(names):
            if name != "1_double.ipynb":
                _hand_in(root, f"s{number}", "import layers\ndef double(x):\n    return 2 * x * layers.x")
            folder = root / f"submitted/s{number}/demo" / name
            folder.mkdir(parents=True)
            (folder / "inner.txt").write_text("x")
        _hand_in(root, "s4", "open('data/numbers.txt')\ndef double(x):\n    return 2 * x")
        (root / "submitted/s4/demo/data").write_text("a file")
        _hand_in(root, "s5")

        results = _grade_small(root)

        assert [submission["score"] for submission in results.values()] == [2.0, 0.0, 2.0, 2.0, 2.0, 2.0]
        for student in results:
            assert (root / f"autograded/{student}/demo/layers.py").read_text() == "x = 1\n"
            assert (root / f"autograded/{student}/demo/.autograder.json").is_file()

    def test_students_copy_of_a_course_file_is_not_the_courses(self, build):
        """A changed layers.py neither runs nor is kept."""
        root = _small(build)
        (root / "source/demo/layers.py").write_text("x = 1\n")
        _hand_in(root, "ada", "import layers\ndef double(x):\n    return 2 * x * layers.x")
        (root / "submitted/ada/demo/layers.py").write_text("x = 0\n")

        results = _grade_small(root)

        assert results["ada"]["score"] == 2.0
        assert (root / "autograded/ada/demo/layers.py").read_text() == "x = 1\n"


class TestAllOrNothing:
    """A write that fails leaves no half of a submission."""

    def test_refused_row_leaves_neither_rows_nor_files(self, build):
        """The database says no to one student; what was graded before stays."""
        root = _small(build)
        _hand_in(root, "ada")
        _grade_small(root)
        _hand_in(root, "bob")
        with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as connection:
            connection.execute(
                "create trigger no before insert on grade begin select raise(abort, 'disk full'); end"
            )
            connection.commit()
        rows = {
            table: _rows(root, table) for table in ("student", "grade", "submitted_assignment", "comment")
        }
        files = _tree(root / "autograded")

        ended = autograder(root, "grade", "demo")

        assert ended.returncode != 0
        assert {table: _rows(root, table) for table in rows} == rows
        assert _tree(root / "autograded") == files
        assert not [path for path in (root / "autograded").rglob("*") if path.name.startswith(".demo.")]

    def test_refused_regrade_leaves_the_former_result(self, build):
        """Files and rows still agree."""
        root = _small(build)
        _hand_in(root, "ada")
        _grade_small(root)
        files, rows = _tree(root / "autograded"), _rows(root, "grade")
        _hand_in(root, "ada", "def double(x):\n    return 0")
        with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as connection:
            connection.execute(
                "create trigger no before update on grade begin select raise(abort, 'disk full'); end"
            )
            connection.commit()

        ended = autograder(root, "grade", "demo")

        assert ended.returncode != 0
        assert _tree(root / "autograded") == files
        assert _rows(root, "grade") == rows

    def test_folder_that_cannot_be_made_leaves_no_rows(self, build):
        """A file stands where autograded/ada should be."""
        root = _small(build)
        _hand_in(root, "ada")
        (root / "autograded").mkdir()
        (root / "autograded" / "ada").write_text("in the way")

        ended = autograder(root, "grade", "demo")

        assert ended.returncode != 0
        assert _rows(root, "grade") == []
        assert _rows(root, "submitted_assignment") == []


SUBMISSION = {"assignment": str, "score": float, "max_score": float, "notebooks": list, "sandbox": str}
NOTEBOOK = {"name": str, "status": str, "message": (str, type(None)), "cells": list, "repairs": list}
CELL = {
    "grade_id": str,
    "name": str,
    "score": (float, type(None)),
    "max_score": float,
    "status": str,
    "misconception": (str, type(None)),
    "feedback": str,
    "forgeable": bool,
    "person": (str, type(None)),
    "example": (str, type(None)),
    "findings": list,
    "hint": (dict, type(None)),
    "repairs": list,
    "notes": list,
    "unanswered": bool,
    "unconfined": bool,
}
FINDING = {
    "promise": str,
    "holds": (bool, type(None)),
    "asked": str,
    "seen": str,
    "where": str,
    "points": float,
    "call": int,
    "smallest": str,
    "gives": str,
    "situation": str,
}


def _fits(document, schema):
    assert list(document) == list(schema)
    for key, kind in schema.items():
        assert isinstance(document[key], kind), key


def _fits_the_contract(document, exercises):
    _fits(document, SUBMISSION)
    assert document["assignment"] == ASSIGNMENT
    assert [notebook["name"] for notebook in document["notebooks"]] == NOTEBOOKS
    for notebook in document["notebooks"]:
        _fits(notebook, NOTEBOOK)
        assert notebook["status"] in ("graded", "missing", "unreadable")
        assert (notebook["message"] is None) == (notebook["status"] == "graded")
        for cell in notebook["cells"]:
            _fits(cell, CELL)
            for finding in cell["findings"]:
                _fits(finding, FINDING)
            assert (cell["hint"] or {"id": None})["id"] == cell["misconception"]
            assert cell["status"] in ("passed", "failed", "manual", "error", "tampered")
            assert (cell["score"] is None) == (cell["status"] in ("manual", "error"))
            known = (
                [one.id for one in exercises[cell["name"]].misconceptions]
                if cell["name"] in exercises
                else []
            )
            assert cell["misconception"] in (None, *known)
            assert (cell["score"] == cell["max_score"]) == (cell["status"] == "passed") or cell[
                "score"
            ] is None
    cells = [cell for notebook in document["notebooks"] for cell in notebook["cells"]]
    assert document["score"] == sum(cell["score"] or 0 for cell in cells)
    assert document["max_score"] == sum(cell["max_score"] for cell in cells)


class TestCheck:
    """What CI and other platforms get."""

    def test_json_is_the_contracts(self, classroom, submit, exercises):
        """For a whole submission and a broken one: these keys, in this order, of these types."""
        whole = submit(classroom, "ada")
        broken = submit(classroom, "bob", lambda exercise: None, notebooks=NOTEBOOKS[:3])
        (broken / "2_transpose_identity.ipynb").write_bytes(b"{")

        documents = []
        for path, code in ((whole, 0), (broken, 1)):
            ended = autograder(classroom, "check", path, "--json", classroom / "result.json")
            assert ended.returncode == code, ended.stderr
            raw = (classroom / "result.json").read_bytes()
            documents.append(json.loads(raw.decode("utf-8")))
            _fits_the_contract(documents[-1], exercises)

        assert documents[0]["score"] == documents[0]["max_score"]
        assert [notebook["status"] for notebook in documents[1]["notebooks"]] == [
            "graded",
            "unreadable",
            "graded",
            *["missing"] * len(NOTEBOOKS[3:]),
        ]

    def test_check_needs_and_leaves_no_gradebook(self, classroom, submit):
        """Nothing is written to the course."""
        target = submit(classroom, "ada", notebooks=NOTEBOOKS[:1])
        before = _tree(classroom)

        ended = autograder(classroom, "check", target / "1_parameter_count.ipynb")

        assert "1_parameter_count" in ended.stdout
        after = {name: data for name, data in _tree(classroom).items() if "__pycache__" not in name}
        assert after == {name: data for name, data in before.items() if "__pycache__" not in name}

    def test_what_was_not_taken_is_said(self, classroom, submit):
        """Of two copies one counts; a link is no file."""
        target = submit(classroom, "ada", notebooks=NOTEBOOKS[:1])
        (target / "old").mkdir()
        shutil.copy(target / "1_parameter_count.ipynb", target / "old")
        (target / "data.txt").symlink_to("/etc/hostname")

        ended = autograder(classroom, "check", target)

        assert "Not taken: old/1_parameter_count.ipynb: 1_parameter_count.ipynb was taken" in ended.stdout
        assert "Not taken: data.txt: is a link" in ended.stdout

    def test_archive_folder_and_grade_agree(self, classroom, submit):
        """The same scores, whichever way a submission comes."""
        kinds = [lambda exercise: exercise.reference_code, _first_misconception]
        for student, answer in zip(("ada", "bob"), kinds, strict=True):
            target = submit(classroom, student, answer)
            shutil.make_archive(str(classroom / student), "zip", target)

        graded = grade(classroom)

        for student in ("ada", "bob"):
            for path in (classroom / "submitted" / student / ASSIGNMENT, classroom / f"{student}.zip"):
                autograder(classroom, "check", path, "--json", classroom / "result.json")
                checked = json.loads((classroom / "result.json").read_text())
                assert _scores(checked) == _scores(graded[student])


def _first_misconception(exercise):
    return exercise.misconceptions[0].answer if exercise.misconceptions else exercise.reference_code


def _scores(document):
    return {
        cell["grade_id"]: (cell["score"], cell["status"], cell["misconception"])
        for notebook in document["notebooks"]
        for cell in notebook["cells"]
    }


@pytest.fixture(scope="module")
def wrong(course, exercises):
    """The cells' results for every misconception of every exercise, by its place in the module."""
    release = course.released(ASSIGNMENT)
    most = max(len(exercise.misconceptions) for exercise in exercises.values())
    found = []
    with Engine(course.assignment(ASSIGNMENT), read=False) as engine:
        for number in range(most):
            notebooks = {}
            for name in NOTEBOOKS:
                document = nbformat.read(release / f"{name}.ipynb", as_version=4)
                for cell in document.cells:
                    exercise = exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
                    if exercise and cell.cell_type == "code":
                        wrong = exercise.misconceptions[number : number + 1]
                        code = wrong[0].answer if wrong else exercise.reference_code
                        cell.source = as_cell(exercise, code, exercises)
                notebooks[name] = nbformat.writes(document).encode()
            result, documents = engine.grade_submission(notebooks, student=f"s{number}")
            found += [
                (cell, documents[notebook.name]) for notebook in result.notebooks for cell in notebook.cells
            ]
    return found


class TestFeedback:
    """What a student reads is about their answer."""

    INSIDES = re.compile(
        r"autograder[/.]|solutions[/.]|reference|Traceback|site-packages|/work|/tmp|/home|\.py\b"
        r"|line \d+(?!: `)|Subject|RemoteObject|Raised|NotData|StudentError|ProcessEnded|expect_"
        r"|0x[0-9a-f]{6}|<.*object at|np\.float64\("
    )

    def test_every_wrong_answer_is_told_something(self, wrong):
        """No failure is silent."""
        failed = [cell for cell, _ in wrong if cell.status == "failed"]

        assert len(failed) > 40
        assert all(cell.feedback.strip() for cell in failed)

    def test_feedback_shows_nothing_of_our_insides(self, wrong):
        """No path, no traceback, no name of the engine's or of the solutions'."""
        for cell, _ in wrong:
            assert not self.INSIDES.search(cell.feedback), cell.feedback

    def test_graded_notebook_says_the_same_and_nothing_else(self, wrong):
        """The grade cell's outputs are the feedback and the score."""
        for cell, document in wrong:
            if cell.status == "manual":
                continue
            node = next(
                node
                for node in document.cells
                if node.metadata.get("nbgrader", {}).get("grade_id") == cell.grade_id
            )
            texts = [output.text for output in node.outputs if output.output_type == "stream"]
            values = [
                output.data["text/plain"] for output in node.outputs if output.output_type == "execute_result"
            ]
            assert "".join(texts).strip() == cell.feedback.strip()
            assert values == [repr(cell.score)]

    def test_feedback_does_not_have_the_answer(self, wrong, exercises):
        """The right value of an exercise that asks for one is in no feedback."""
        for cell, _ in wrong:
            exercise = exercises.get(cell.name)
            if exercise is not None and exercise.is_value and cell.status == "failed":
                answer = str(exercise.answer)
                assert answer not in cell.feedback.replace(",", ""), cell.feedback
