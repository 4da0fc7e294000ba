"""`autograder grade` as a process: killed, stopped, watched; what it skips, and what a regrade changes."""

import contextlib
import io
import json
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from running import Started, at_work, judges, members, until

from autograder.cli import main
from autograder.gradebook import CourseGradebook

RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return x * x"
STOPPED = "autograder: stopped. What has been graded so far is kept.\n"


def run(root, *arguments):
    """Run the command in this process: its exit code, and what it prints."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
        main(["grade", "demo", "--course", str(root), *map(str, arguments)])
    assert err.getvalue() == ""
    return left.value.code, out.getvalue()


def document(root, *arguments):
    """The JSON file of a run in this process."""
    code, _ = run(root, "--json", root / "out.json", *arguments)
    assert code == 0
    return json.loads((root / "out.json").read_text())


def in_gradebook(root):
    """Student to points; fails unless a student's rows are all there and all scored."""
    query = """
        select student_id, count(grade.id), sum(grade.auto_score) from submitted_assignment
        left join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
        left join grade on grade.notebook_id = submitted_notebook.id group by student_id
    """
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as connection:
        rows = connection.execute(query).fetchall()
    assert all(count == 1 and points is not None for _, count, points in rows), rows
    return {student: points for student, _, points in rows}


def in_folder(root):
    """Student to points; fails unless each folder is whole."""
    found = {}
    for folder in (root / "autograded").glob("*/demo"):
        assert (folder / "1_double.ipynb").is_file()
        result = json.loads((folder / ".autograder.json").read_text())["result"]
        cells = [cell for notebook in result["notebooks"] for cell in notebook["cells"]]
        found[folder.parent.name] = sum(cell["score"] or 0 for cell in cells)
    return found


def tree(folder):
    """All files with their content and time."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def registered(tmp_path_factory, make_course):
    """A course with a gradebook that knows the assignment, and no submissions."""
    build = make_course(tmp_path_factory.mktemp("grade") / "course")
    build.double()
    build.release()
    CourseGradebook.of(build.course).register("demo")
    return build.root


@pytest.fixture
def classroom(registered, tmp_path):
    """A copy of it."""
    return shutil.copytree(registered, tmp_path / "course")


def _class_of(root, hand_in, students, seconds):
    """A class that is right, but for every third; each takes so long."""
    for number in range(students):
        source = WRONG if number % 3 == 2 else RIGHT
        hand_in(root, f"s{number:02}", f"import time\ntime.sleep({seconds})\n{source}")


class TestSeveralAtOnce:
    """--jobs changes how long it takes, and nothing else."""

    def test_results_are_the_same_for_any_number_of_jobs(self, classroom, hand_in):
        """Right, wrong, broken: to the last word of the feedback."""
        _class_of(classroom, hand_in, 3, 0)
        (classroom / "submitted/s01/demo/1_double.ipynb").write_bytes(b"{")
        found = []
        for jobs in (1, 2, 3):
            code, out = run(classroom, "--force", "--jobs", jobs, "--json", classroom / "out.json")
            assert code == 1
            found.append((json.loads((classroom / "out.json").read_text()), out, in_gradebook(classroom)))

        assert found[0] == found[1] == found[2]
        scores = [submission["score"] for submission in found[0][0]["submissions"]]
        assert scores == [2.0, 0.0, 0.0]


class TestKilled:
    """A run that is killed leaves whole submissions only; the next goes on where it stopped."""

    def test_class_that_is_killed_again_and_again_is_graded_once(self, classroom, hand_in, tmp_path):
        """SIGKILL after two, five and eight of twelve; in the end it is as if nothing had happened."""
        _class_of(classroom, hand_in, 12, 0.3)
        undisturbed = shutil.copytree(classroom, tmp_path / "undisturbed")
        temporary = tmp_path / "tmp"
        temporary.mkdir()
        for enough, jobs in ((2, 2), (5, 1), (8, 1)):
            with Started(classroom, "grade", "demo", "--jobs", jobs, TMPDIR=str(temporary)) as killed:
                until(lambda enough=enough: len(in_folder(classroom)) >= enough)
                running = members(killed.pid)
                os.kill(killed.pid, signal.SIGKILL)
                assert killed.ended().returncode == -signal.SIGKILL

            rows, files = in_gradebook(classroom), in_folder(classroom)
            assert rows.items() >= files.items()
            assert len(rows) - len(files) <= 1  # rows come first; the next run grades such a one again
            assert len(list((classroom / "autograded").glob("*/.*"))) <= 1  # and removes what it had begun
            until(lambda running=running: not any(Path(f"/proc/{pid}").exists() for pid in running))
        done = len(in_folder(classroom))
        before = tree(classroom / "autograded")

        code, out = run(classroom, "--jobs", "1", "--json", classroom / "out.json")

        assert code == 0
        assert 8 <= done < 12
        assert f"{done} of 12 have not changed since they were graded." in out
        after = tree(classroom / "autograded")
        assert {name: after[name] for name in before} == before
        assert not list((classroom / "autograded").glob("*/.*"))
        assert json.loads((classroom / "out.json").read_text()) == document(undisturbed, "--jobs", "1")
        assert in_gradebook(classroom) == in_gradebook(undisturbed) == in_folder(classroom)
        until(lambda: not list(temporary.iterdir()), 20)

    def test_members_that_are_killed_cost_one_submission_at_most(self, classroom, hand_in):
        """Twice over the same notebook: that one is unreadable and says why; the others have their points."""
        hand_in(classroom, "ada")
        hand_in(classroom, "bob", f"import time\ntime.sleep(3)\n{RIGHT}")
        hand_in(classroom, "cy")

        with Started(classroom, "grade", "demo", "--jobs", "2") as run:
            killed = []
            while len(killed) < 2:
                member = until(lambda: at_work(run.pid, seconds=0.7))
                os.kill(member, signal.SIGKILL)
                killed.append(member)
            ended = run.ended()

        assert len(set(killed)) == 2
        assert ended.returncode == 1, ended.stderr
        assert ended.stderr == ""
        assert re.search(
            r"bob, 1_double: unreadable: .*the grader's process ended over it, twice", ended.stdout
        )
        assert in_gradebook(classroom) == {"ada": 2.0, "bob": 0.0, "cy": 2.0}


class TestStopped:
    """Ctrl-C and SIGTERM end a run cleanly, whatever it is at."""

    @pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])
    def test_stopped_run_says_so_in_a_line(self, classroom, hand_in, tmp_path, how):
        """Exit code 130; what was graded is whole; no process and no folder is left."""
        _class_of(classroom, hand_in, 6, 1.0)
        temporary = tmp_path / "tmp"
        temporary.mkdir()

        with Started(classroom, "grade", "demo", "--jobs", "2", TMPDIR=str(temporary)) as run:
            until(lambda: in_gradebook(classroom))
            running = until(lambda: [pid for pid in members(run.pid) if judges(pid)])
            there = members(run.pid)
            if how == "Ctrl-C":
                os.killpg(run.pid, signal.SIGINT)  # a terminal sends it to all of them
            else:
                os.kill(run.pid, signal.SIGTERM)
            begun = time.monotonic()
            ended = run.ended()
            took = time.monotonic() - begun

        assert running
        assert len(there) == 2
        assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", STOPPED)
        assert took < 20
        assert in_gradebook(classroom) == in_folder(classroom)
        assert 0 < len(in_gradebook(classroom)) < 6
        assert not any(Path(f"/proc/{pid}").exists() for pid in there)
        until(lambda: not list(temporary.iterdir()), 20)

    def test_slow_cell_does_not_hold_it_up(self, classroom, hand_in):
        """Two that would take half a minute: it ends at once all the same."""
        _class_of(classroom, hand_in, 2, 25)

        with Started(classroom, "grade", "demo", "--jobs", "2") as run:
            until(lambda: sum(bool(judges(pid)) for pid in members(run.pid)) == 2)
            os.killpg(run.pid, signal.SIGINT)
            begun = time.monotonic()
            ended = run.ended()

        assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", STOPPED)
        assert time.monotonic() - begun < 8
        assert in_gradebook(classroom) == {}


def _in_terminal(root, *arguments):
    """Run the command in a terminal of its own: its exit code, and all that it shows."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "autograder", "grade", "demo", *arguments]
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # EIO: nobody has the terminal open any more
        while select.select([ours], [], [], 120)[0]:
            part = os.read(ours, 65536)
            if not part:
                break
            shown += part
    os.close(ours)
    return process.wait(timeout=20), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())


class TestWatched:
    """What whoever waits for it sees."""

    def test_terminal_shows_progress(self, classroom, hand_in):
        """How many of how many, how fast, how many failed so far, how long it will take; then the tables."""
        _class_of(classroom, hand_in, 6, 0.2)

        code, shown = _in_terminal(classroom, "--jobs", "1")

        assert code == 0
        assert re.search(r"demo .*\b3/6 \d+\.\d a second, \d with a failed test +\d+:\d\d:\d\d", shown)
        assert re.search(r"6/6 \d+\.\d a second, 2 with a failed test", shown)
        assert re.search(r"1a +double +2 +1\.33 +4 of 6", shown)

    def test_terminal_has_a_word_at_once(self, classroom, hand_in):
        """What it does before the first result, in order, and how many there are to grade."""
        _class_of(classroom, hand_in, 2, 0.2)

        code, shown = _in_terminal(classroom, "--jobs", "1")

        assert code == 0
        said = [part.strip() for part in re.split(r"[\r\n]", shown)]
        assert [part for part in said if part][:2] == [
            "Reading demo …",
            "Trying the sandbox, with 2 to grade …",
        ]
        assert re.search(r"demo .*\b0/2", shown)
        assert "0.0 a second" not in shown

    def test_error_stands_in_a_line_of_its_own(self, classroom):
        """What was being done is taken back first."""
        code, shown = _in_terminal(classroom, "--student", "nobody")

        assert code == 2
        assert [line for line in re.split(r"[\r\n]", shown) if line.startswith("autograder: No ")]

    def test_without_a_terminal_it_is_quiet(self, classroom, hand_in):
        """Nothing but the tables, without colours: the class, each exercise, where the gradebook is."""
        _class_of(classroom, hand_in, 3, 0)

        with Started(classroom, "grade", "demo", "--jobs", "1") as run:
            ended = run.ended()

        assert ended.returncode == 0
        assert ended.stderr == ""
        assert "\x1b" not in ended.stdout
        lines = [line.split() for line in ended.stdout.splitlines()]
        assert lines == [
            ["student", "1a", "points"],
            ["s00", "2", "2/2"],
            ["s01", "2", "2/2"],
            ["s02", "0", "0/2"],
            ["exercise", "points", "mean", "all", "points"],
            ["1a", "double", "2", "1.33", "2", "of", "3"],
            ["The", "gradebook", "is", f"{classroom}/gradebook.db."],
        ]


STRICTER = '''

@doubling.check(points=1)
def negative_ones_too(double, reference, rng):
    """The result is twice a negative number."""
    expect_equal(double(-3.5), reference(-3.5))
'''


class TestRegraded:
    """Who gains and who loses is shown, before it is written if one asks."""

    @pytest.fixture
    def changed(self, classroom, hand_in):
        """A graded class whose test has since lost a point to a stricter check, and one who got better."""
        hand_in(classroom, "ada")
        hand_in(classroom, "bob", "def double(x):\n    return x + abs(x)")
        hand_in(classroom, "cy", WRONG)
        run(classroom, "--jobs", "1")
        with Gradebook(f"sqlite:///{classroom}/gradebook.db") as gradebook:
            row = gradebook.find_grade("test_double", "1_double", "demo", "bob")
            row.manual_score, row.needs_manual_grade = 1.25, False
            gradebook.db.commit()
        path = classroom / "solutions/demo/doubling.py"
        path.write_text(path.read_text().replace("points=2", "points=1") + STRICTER)
        hand_in(classroom, "cy")
        return classroom

    def test_dry_run_shows_the_changes_and_the_next_run_writes_them(self, changed):
        """Nothing at all is touched before; a person's score is kept then, and marked to be looked at."""
        before = {name: kept for name, kept in tree(changed).items() if name != "out.json"}

        code, shown = run(changed, "--jobs", "1", "--dry-run", "--json", changed / "out.json")

        assert code == 0
        lines = [line.split() for line in shown.splitlines()]
        start = lines.index(["Regraded:"])
        assert lines[start + 1 : start + 4] == [
            ["student", "test", "before", "now"],
            ["bob", "test_double", "2", "1"],
            ["cy", "test_double", "0", "2"],
        ]
        assert lines[-1] == ["Nothing", "was", "written:", "--dry-run."]
        assert {name: kept for name, kept in tree(changed).items() if name != "out.json"} == before
        assert json.loads((changed / "out.json").read_text())["changes"] == [
            {"student": "bob", "grade_id": "test_double", "before": 2.0, "after": 1.0},
            {"student": "cy", "grade_id": "test_double", "before": 0.0, "after": 2.0},
        ]

        code, written = run(changed, "--jobs", "1")

        assert code == 0
        assert (
            written.partition("Regraded:")[2].splitlines()[:4]
            == shown.partition("Regraded:")[2].splitlines()[:4]
        )
        assert "The gradebook is" in written
        assert in_gradebook(changed) == in_folder(changed) == {"ada": 2.0, "bob": 1.0, "cy": 2.0}
        with Gradebook(f"sqlite:///{changed}/gradebook.db") as gradebook:
            rows = {
                student: gradebook.find_grade("test_double", "1_double", "demo", student)
                for student in ("ada", "bob", "cy")
            }
            assert rows["bob"].manual_score == 1.25
            assert {student: row.needs_manual_grade for student, row in rows.items()} == {
                "ada": False,
                "bob": True,
                "cy": False,
            }

    def test_dry_run_of_a_new_course_makes_nothing(self, classroom, hand_in):
        """No gradebook, no folder."""
        (classroom / "gradebook.db").unlink()
        hand_in(classroom, "ada")
        before = tree(classroom)

        code, shown = run(classroom, "--jobs", "1", "--dry-run")

        assert code == 0
        assert re.search(r"ada +2 +2/2", shown)
        assert tree(classroom) == before


class TestLatePenalties:
    """The plugin that nbgrader_config.py names, wherever the command is started."""

    PLUGIN = (
        "from nbgrader.plugins import BasePlugin\n\n\nclass Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 2\n"
    )

    def test_plugin_beside_the_configuration_is_found(self, classroom, hand_in, tmp_path):
        """As nbgrader finds it, which has its working directory on the path."""
        hand_in(classroom, "ada", RIGHT)
        (classroom / "late.py").write_text(self.PLUGIN)
        with (classroom / "nbgrader_config.py").open("a") as config:
            config.write("c.AssignLatePenalties.plugin_class = 'late.Half'\n")
        (classroom / "submitted/ada/demo/timestamp.txt").write_text("2026-03-02 10:00:00 UTC\n")
        with Gradebook(f"sqlite:///{classroom}/gradebook.db") as gradebook:
            gradebook.update_or_create_assignment("demo", duedate="2026-03-01 10:00:00 UTC")

        with Started(tmp_path, "grade", "demo", "--course", classroom) as grader:
            ended = grader.ended()

        assert ended.returncode == 0, ended.stderr
        with Gradebook(f"sqlite:///{classroom}/gradebook.db") as gradebook:
            assert gradebook.find_submission("demo", "ada").late_submission_penalty == 1

    def test_plugin_that_is_not_there_is_one_line(self, classroom, hand_in):
        """Nothing is graded then."""
        hand_in(classroom, "ada", RIGHT)
        with (classroom / "nbgrader_config.py").open("a") as config:
            config.write("c.AssignLatePenalties.plugin_class = 'nowhere.Half'\n")

        with Started(classroom, "grade", "demo") as grader:
            ended = grader.ended()

        assert ended.returncode == 2
        assert len(ended.stderr.strip().splitlines()) == 1
        assert "plugin_class" in ended.stderr
        assert in_gradebook(classroom) == {}
