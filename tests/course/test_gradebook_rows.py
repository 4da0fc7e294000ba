"""Every row that `autograder grade` writes is the row that stock nbgrader writes for the same class."""

import contextlib
import io
import shutil

import nbformat
import pytest
from gradebook_rows import NATURAL, rows
from nbgrader.api import Gradebook
from running import Started
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.cli import main

ASSIGNMENT = "ch177"
KEPT = ("1_parameter_count", "2_transpose_identity")
MODULES = ("parameter_count", "transpose_identity")
SEED = 4
DUE = "2026-03-02 00:00:00 UTC"
LATE, VERY_LATE = "2026-03-02 01:10:00 UTC", "2026-03-04 00:00:00 UTC"
PENALTIES = '''
from nbgrader.plugins import BasePlugin


class PointAnHour(BasePlugin):
    """The example of nbgrader's documentation."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return round(total_seconds_late / 3600, 0)


c.AssignLatePenalties.plugin_class = PointAnHour
'''


def of_student(found, student):
    """The scores of one student: cell to automatic score and flag."""
    return {
        key[1][2]: (row["auto_score"], row["needs_manual_grade"])
        for key, row in found["grade"].items()
        if key[0][1][2] == student
    }


def _warn(path):
    """Let a right answer write to stderr when a test calls it."""
    document = nbformat.read(path, as_version=4)
    cell = next(c for c in document.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "row_form")
    cell.source = (
        'import sys\n\n\ndef row_form(x, W, b):\n    print("!", file=sys.stderr)\n    return x @ W.T + b'
    )
    nbformat.write(document, path)


@pytest.fixture(scope="module")
def handed_in(stock_course, nbgrader, tmp_path_factory):
    """Two notebooks of the chapter and five students, with nbgrader's stock configuration."""
    folder = shutil.copytree(stock_course, tmp_path_factory.mktemp("rows") / "course")
    for path in (folder / "source" / ASSIGNMENT).glob("*.ipynb"):
        if path.stem not in KEPT:
            path.unlink()
    for path in (folder / "solutions" / ASSIGNMENT).rglob("*.py"):
        if path.stem not in (*MODULES, "__init__"):
            path.unlink()
    for leftover in ("submitted", "autograded", "gradebook.db", "release"):
        shutil.rmtree(folder / leftover, ignore_errors=True)
        (folder / leftover).unlink(missing_ok=True)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(PENALTIES)
    ended = nbgrader(folder, "generate_assignment", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)

    with Started(folder, "sample", "--assignment", ASSIGNMENT, "-n", 5, "--seed", SEED) as made_up:
        assert made_up.ended().returncode == 0
    students = sorted(path.name for path in (folder / "submitted").iterdir() if path.is_dir())
    on_time, incomplete, untouched, late, unstamped = (
        folder / "submitted" / student / ASSIGNMENT for student in students
    )
    (on_time / "timestamp.txt").write_text("2026-03-01 10:00:00 CET\n")
    (incomplete / "2_transpose_identity.ipynb").unlink()
    (incomplete / "timestamp.txt").write_text(VERY_LATE)
    shutil.rmtree(untouched)
    shutil.copytree(folder / "release" / ASSIGNMENT, untouched)
    (late / "timestamp.txt").write_text(LATE)
    (unstamped / "timestamp.txt").unlink()
    _warn(unstamped / "2_transpose_identity.ipynb")
    return folder, students


@pytest.fixture(scope="module")
def by_stock(handed_in, nbgrader, tmp_path_factory):
    """The rows of stock `nbgrader autograde`: its own kernel, its own preprocessors."""
    folder = shutil.copytree(handed_in[0], tmp_path_factory.mktemp("by_stock") / "course")
    ended = nbgrader(folder, "autograde", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr
    return rows(folder)


@pytest.fixture(scope="module")
def graded(handed_in, root, tmp_path_factory):
    """The course graded by `autograder grade`, and the SQL statements between one commit and the next."""
    folder = shutil.copytree(handed_in[0], tmp_path_factory.mktemp("by_us") / "course")
    (folder / "nbgrader_config.py").write_text((root / "nbgrader_config.py").read_text() + PENALTIES)
    transactions = [[]]

    def note(_connection, _cursor, statement, *_rest):
        transactions[-1].append(statement)

    def end(_connection):
        transactions.append([])

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", end)
    out, err = io.StringIO(), io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as left,
        ):
            main(["grade", ASSIGNMENT, "--course", str(folder), "--jobs", "2"])
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        event.remove(Engine, "commit", end)
    assert left.value.code == 0, err.getvalue()
    return folder, transactions


@pytest.fixture(scope="module")
def by_us(graded):
    """The rows of `autograder grade`."""
    return rows(graded[0])


def test_the_class_is_one_that_shows_something(by_stock, handed_in):
    """Right and wrong answers, a missing notebook, an untouched one, penalties, times."""
    on_time, incomplete, untouched, late, unstamped = handed_in[1]

    scores = [score for score, _ in of_student(by_stock, late).values()]
    times = {key[1]: row["timestamp"] for key, row in by_stock["submitted_assignment"].items()}
    penalties = {
        (key[0][2], key[1][2]): row["late_submission_penalty"]
        for key, row in by_stock["submitted_notebook"].items()
    }

    assert len(by_stock["submitted_assignment"]) == 5
    assert 0 in scores
    assert any(scores)
    assert times[on_time].startswith("2026-03-01 09:00")
    assert times[unstamped] is None
    assert [penalties[late, name] for name in KEPT] == [1, 1]
    assert penalties[incomplete, KEPT[0]] == sum(
        score or 0 for score, _ in of_student(by_stock, incomplete).values()
    )
    assert penalties[incomplete, KEPT[1]] is None
    assert _comments(by_stock, untouched) == {"No response."}
    assert of_student(by_stock, untouched)["explanation"] == (0, 0)
    explained = {of_student(by_stock, student)["explanation"] for student in handed_in[1]}
    assert explained == {(0, 0), (None, 1)}


def _comments(found, student):
    """What is said of a student's answers; a task has none."""
    return {
        row["auto_comment"]
        for key, row in found["comment"].items()
        if key[0][1][2] == student and key[1][3] == "SolutionCell"
    }


@pytest.mark.parametrize("table", NATURAL)
def test_rows_are_those_of_stock(by_stock, by_us, table):
    """All columns of all rows, but for random ids; a mark scheme, worth nothing, is done from the start."""
    stock = dict(by_stock[table])
    for key, row in stock.items():
        if table == "grade" and key[1][-1] == "TaskCell":
            stock[key] = row | {"auto_score": 0.0, "needs_manual_grade": 0}

    assert by_us[table] == stock


def test_warnings_cost_nothing_here_nor_there(by_stock, by_us, handed_in):
    """Stock takes all points of a cell with anything on stderr; `check` leaves none on it."""
    warns = handed_in[1][-1]
    ours, theirs = of_student(by_us, warns), of_student(by_stock, warns)

    assert ours == theirs | {"task_explanation": (0.0, 0)}  # a mark scheme
    assert theirs["test_row_form"][0] > 0


def test_a_submission_is_one_short_transaction(graded, handed_in):
    """One commit each, and a tenth of the statements that stock nbgrader needs."""
    _, transactions = graded

    written = [each for each in transactions if any("INSERT INTO submitted_assignment" in s for s in each)]

    assert len(written) == len(handed_in[1])
    assert max(map(len, written)) <= 60
    for statements in written:
        assert sum("INSERT INTO submitted_assignment" in statement for statement in statements) == 1
        assert sum("INSERT INTO student" in statement for statement in statements) == 1
    changing = [
        each for each in transactions if any(" grade" in s and not s.startswith("SELECT") for s in each)
    ]
    assert changing == written
