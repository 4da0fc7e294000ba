"""Writing a submission: struck at any moment, what is there is whole, and the next run goes on."""

import contextlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from nbgrader.api import Grade, Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

import autograder
from autograder.course import Course
from autograder.errors import UnusableInput
from autograder.gradebook import CourseGradebook, writer
from autograder.gradebook import rows as rows_of
from autograder.gradebook.batch import Batch
from autograder.gradebook.converter import converter_of
from autograder.grading.environment import program
from autograder.limits import Limits
from autograder.pool.local import LocalPool
from autograder.pool.protocol import Setup
from autograder.results import NotGraded, SubmissionResult

RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return x * x"
POINTS = {RIGHT: 2.0, WRONG: 0.0}


class Recorder:
    """A pool that keeps what another one says, to say it again: by what was handed in."""

    def __init__(self, pool=None):
        self.pool, self.known = pool, {}

    def run(self, tasks):
        """Ask the other pool where there is one."""
        if self.pool is None:
            for task in tasks:
                yield task, self.known[task.student, task.data]
            return
        for task, outcome in self.pool.run(tasks):
            self.known[task.student, task.data] = outcome
            yield task, outcome


def setup_of(root, **bounds):
    """What a pool works on."""
    return Setup(str(root), "demo", Limits(), sandbox=True, dies_with_parent=True, **bounds)


def grade(root, students, pool, *, db=None, force=False, dry_run=False, **bounds):
    """Grade them; what became of each."""
    gradebook = CourseGradebook.of(Course.at(root), db)
    if db is not None:
        gradebook.register("demo")
    converter = converter_of(gradebook, "demo")
    converter.force = force
    return list(Batch(gradebook, converter, setup_of(root, **bounds), dry_run).grade(students, pool))


@pytest.fixture(scope="module")
def graded(tmp_path_factory, make_course, hand_in):
    """A course, and a pool that knows all answers. ada was wrong and is now right; bob is new."""
    build = make_course(tmp_path_factory.mktemp("writer") / "course")
    build.double()
    build.release()
    CourseGradebook.of(build.course).register("demo")
    hand_in(build.root, "ada", WRONG)
    with LocalPool(setup_of(build.root), 1) as pool:
        pool.wait_until_ready()
        recorder = Recorder(pool)
        grade(build.root, ["ada"], recorder)
        hand_in(build.root, "ada", RIGHT)
        hand_in(build.root, "bob", RIGHT)
        grade(build.root, ["ada", "bob"], recorder, dry_run=True)
    recorder.pool = None
    return build.root, recorder


@pytest.fixture
def classroom(graded, tmp_path):
    """A copy of it."""
    return shutil.copytree(graded[0], tmp_path / "course"), graded[1]


def rows(root):
    """Student to points in the gradebook; fails unless all of a student's rows are there and scored."""
    query = """
        select student_id, count(grade.id), sum(grade.auto_score), count(comment.id)
        from submitted_assignment
        left join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
        left join grade on grade.notebook_id = submitted_notebook.id
        left join comment on comment.notebook_id = submitted_notebook.id group by student_id
    """
    found = {}
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as connection:
        for student, grades, points, comments in connection.execute(query):
            assert (grades, comments) == (1, 1), student
            found[student] = points
    return found


def folders(root):
    """Student to points in autograded/; fails unless everything is in a folder that is there."""
    found = {}
    for folder in (root / "autograded").glob("*/demo"):
        names = {path.name for path in folder.iterdir()}
        result = writer.Record.read(folder).result
        assert names == {"1_double.ipynb", "timestamp.txt", writer.RECORD, writer.SECRET}, names
        assert isinstance(result, SubmissionResult)
        found[folder.parent.name] = result.score
    return found


def leftovers(root):
    """What doesn't belong into autograded/."""
    return [path for path in (root / "autograded").glob("*/*") if path.name != "demo"]


def moments(strike_at, strike):
    """Trace writer.py and rows.py: each function's beginning, and each line of those that touch the stores.

    Args:
        strike_at: at which of these moments to strike, from 1.
        strike: what happens then.
    """
    seen = set()

    def trace(frame, what, _argument):
        code = frame.f_code
        if code.co_filename not in (writer.__file__, rows_of.__file__):
            return None
        stores = {"commit", "replace"} & set(code.co_names)
        if what == "call" or (what == "line" and stores):
            seen.add((code.co_name, frame.f_lineno, what))
            if len(seen) == strike_at:
                sys.settrace(None)
                strike()
        return trace

    sys.settrace(trace)


def struck(root, students, pool, moment, strike):
    """Grade in a process of its own that is struck at this moment; how it ended."""
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            moments(moment, strike)
            grade(root, students, pool)
            code = 0
        except KeyboardInterrupt:
            code = 130
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _killed():
    os.kill(os.getpid(), signal.SIGKILL)


def _interrupted():
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("student", ["ada", "bob"])
def test_killed_at_any_moment_leaves_something_whole(classroom, tmp_path, student):
    """Graded anew or for the first time: the old or the new result, and the next run mends the rest."""
    prepared, pool = classroom
    before = rows(prepared).get(student)
    moment, ended = 0, -signal.SIGKILL
    while ended == -signal.SIGKILL:
        moment += 1
        root = shutil.copytree(prepared, tmp_path / f"{moment}")

        ended = struck(root, [student], pool, moment, _killed)

        in_rows, in_folder = rows(root).get(student), folders(root).get(student)
        assert in_rows in (before, 2.0)
        assert in_folder in (None, before, 2.0)
        assert not (in_folder == 2.0 and in_rows != 2.0), "a folder ahead of its rows would be skipped"
        (after,) = grade(root, [student], pool)
        assert after.skipped == (in_folder == 2.0)
        assert rows(root)[student] == folders(root)[student] == 2.0
        if not after.skipped:
            assert leftovers(root) == []
        shutil.rmtree(root)
    assert ended == 0
    assert moment > 15


def test_ctrl_c_at_any_moment_writes_all_or_nothing(classroom, tmp_path):
    """Rows and folder agree at once, and nothing else is left."""
    prepared, pool = classroom
    before, student = 0.0, "ada"
    moment, ended, results = 0, 130, set()
    while ended == 130:
        moment += 1
        root = shutil.copytree(prepared, tmp_path / f"{moment}")

        ended = struck(root, [student], pool, moment, _interrupted)

        assert ended in (0, 130)
        assert rows(root).get(student) == folders(root).get(student)
        assert rows(root).get(student) in (before, 2.0)
        assert leftovers(root) == []
        results.add(rows(root).get(student))
        shutil.rmtree(root)
    assert ended == 0
    assert moment > 15
    assert 2.0 in results


def test_two_graders_of_the_same_students_do_not_disturb_each_other(classroom, hand_in):
    """One gradebook, one folder: every submission is there once, and neither run fails."""
    root, pool = classroom
    students = [f"s{number}" for number in range(8)]
    data = (root / "submitted/bob/demo/1_double.ipynb").read_bytes()
    for student in students:
        shutil.copytree(root / "submitted/bob", root / "submitted" / student)
        pool.known[student, data] = pool.known["bob", data]
    graders = []
    for order in (students, students[::-1]):
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                grade(root, order, pool)
                grade(root, order, pool, force=True)
                code = 0
            finally:
                os._exit(code)
        graders.append(pid)

    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in graders]

    assert codes == [0, 0]
    assert {student: rows(root)[student] for student in students} == dict.fromkeys(students, 2.0)
    assert {student: folders(root)[student] for student in students} == dict.fromkeys(students, 2.0)
    assert leftovers(root) == []


def test_gradebook_that_lacks_a_submission_gets_it(classroom):
    """The folder alone isn't enough to skip: the gradebook was lost, or another one is asked for."""
    root, pool = classroom
    grade(root, ["ada", "bob"], pool)
    (root / "gradebook.db").unlink()
    CourseGradebook.of(Course.at(root)).register("demo")

    again = grade(root, ["ada", "bob"], pool)
    third = grade(root, ["ada", "bob"], pool)

    assert [one.skipped for one in again] == [False, False]
    assert [one.skipped for one in third] == [True, True]
    assert rows(root) == {"ada": 2.0, "bob": 2.0}


BREAKS_FOR_ADA = """
from nbgrader.plugins import LateSubmissionPlugin


class Breaks(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        if student_id == "ada":
            raise LookupError("no such student: ada")


c.AssignLatePenalties.plugin_class = Breaks
"""


def test_what_breaks_over_one_submission_does_not_stop_the_others(classroom):
    """A late penalty that can't be worked out: nothing of that one is written, and it is said why."""
    root, pool = classroom
    before = rows(root)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(BREAKS_FOR_ADA)
    for student in ("ada", "bob"):
        (root / "submitted" / student / "demo" / "timestamp.txt").write_text("2026-03-02 00:00:00 UTC\n")
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment("demo", duedate="2026-03-01 00:00:00 UTC")

    ada, bob = grade(root, ["ada", "bob"], pool)

    assert ada == NotGraded("ada", "not graded: LookupError: no such student: ada")
    assert bob.result.score == 2.0
    assert rows(root) == before | {"bob": 2.0}
    assert leftovers(root) == []


def test_notebook_that_needs_too_much_memory_fails_alone(classroom):
    """Its document has a million cells, which take far more to read than the bound allows."""
    root, pool = classroom
    bound = resource.getrlimit(resource.RLIMIT_DATA)
    known = dict(pool.known)
    (ada,) = (key for key in known if key[0] == "ada" and known[key].result.cells[0].score == 2.0)
    document = json.loads(known[ada].document)
    document["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": []}] * 1_000_000
    known[ada] = replace(known[ada], document=json.dumps(document))
    large = Recorder()
    large.known = known

    first, second = grade(root, ["ada", "bob"], large, memory=128 << 20)

    assert "not graded: what became of it needs too much memory." in first.why
    assert not isinstance(second, NotGraded), second.why
    assert second.result.score == 2.0
    assert rows(root) == {"ada": 0.0, "bob": 2.0}
    assert leftovers(root) == []
    assert resource.getrlimit(resource.RLIMIT_DATA) == bound


def test_a_database_that_fails_ends_the_run(classroom):
    """It would fail for all the others too; what is there stays, and one line says why."""
    root, pool = classroom
    before = folders(root)

    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as other:
        other.execute("begin exclusive")
        with pytest.raises(UnusableInput, match="is still in use by another program") as refused:
            grade(root, ["ada", "bob"], pool)

    assert "\n" not in str(refused.value)
    assert folders(root) == before
    assert leftovers(root) == []


def test_manual_score_survives_and_is_marked(classroom):
    """A regrade never touches what a person has entered; it asks the person to look again."""
    root, pool = classroom
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        row = gradebook.find_grade("test_double", "1_double", "demo", "ada")
        row.manual_score, row.needs_manual_grade = 1.5, False
        gradebook.db.commit()

    grade(root, ["ada", "bob"], pool)

    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        ada, bob = (gradebook.find_grade("test_double", "1_double", "demo", name) for name in ("ada", "bob"))
        assert (ada.auto_score, ada.manual_score, ada.needs_manual_grade) == (2.0, 1.5, True)
        assert (bob.auto_score, bob.manual_score, bob.needs_manual_grade) == (2.0, None, False)


def test_each_of_two_gradebooks_gets_its_rows(classroom):
    """--db names another one, which has nothing yet; the folder alone isn't enough to skip."""
    root, pool = classroom
    other = f"sqlite:///{root}/other.db"
    grade(root, ["ada"], pool)

    first, second = (grade(root, ["ada"], pool, db=other)[0] for _ in range(2))

    assert (first.skipped, second.skipped) == (False, True)
    with Gradebook(other) as gradebook:
        assert gradebook.find_submission("demo", "ada").score == 2.0


def test_skipped_is_what_depends_on_the_same_files_and_versions(classroom, tmp_path, monkeypatch, request):
    """Other times, places and pages are the same; another judge isn't, nor is another numpy."""
    root, pool = classroom
    engine = shutil.copytree(Path(autograder.__file__).parent, tmp_path / "autograder")
    versions = tmp_path / "versions" / "numpy-99.0.dist-info"
    versions.mkdir(parents=True)
    (versions / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 99.0\n")
    grade(root, ["ada"], pool)

    skipped = {}
    for path in (root / "submitted").rglob("*"):
        os.utime(path, (0, 0))
    moved = root.rename(tmp_path / "moved")
    monkeypatch.setattr(autograder, "__file__", str(engine / "__init__.py"))
    request.addfinalizer(program.cache_clear)  # or all later tests would take the copy for the program
    program.cache_clear()
    skipped["moved"] = grade(moved, ["ada"], pool)[0].skipped
    for changed in ("report/templates/report.css", "feedback/sections.py", "limits.py", "judge/judge.py"):
        (engine / changed).write_text((engine / changed).read_text() + "# another version\n")
        program.cache_clear()
        skipped[changed] = grade(moved, ["ada"], pool)[0].skipped
        skipped["after it"] = grade(moved, ["ada"], pool)[0].skipped
    monkeypatch.syspath_prepend(versions.parent)
    skipped["numpy"] = grade(moved, ["ada"], pool)[0].skipped

    assert skipped == {
        "moved": True,
        "report/templates/report.css": True,
        "feedback/sections.py": True,
        "limits.py": False,
        "judge/judge.py": False,
        "after it": True,
        "numpy": False,
    }


class Echo:
    """A pool that says of each notebook what another one has said of the first of its name."""

    def __init__(self, pool):
        self.pool, self.known = pool, {}

    def run(self, tasks):
        """Ask the other pool once for each name."""
        for task in tasks:
            if task.notebook not in self.known:
                ((_, self.known[task.notebook]),) = self.pool.run([task])
            yield task, self.known[task.notebook]


def test_class_is_done_when_its_written_answers_are(tmp_path, make_course, hand_in):
    """Of 300 students; a mark scheme, worth nothing, asks for nobody. As formgrader's own lists say it."""
    students = [f"s{number:03}" for number in range(300)]
    build = make_course(tmp_path / "course")
    build.double()
    build.release()
    proof = build.cell("Why?", "proof", cell_type="markdown", grade=True, solution=True, points=3)
    scheme = build.cell("The idea?", "scheme", cell_type="markdown", task=True, locked=True, points=0)
    for folder in ("source", "release"):
        build.notebook(proof, scheme, name="2_proof", folder=folder)
    answer = build.cell("Because.", "proof", cell_type="markdown", grade=True, solution=True, points=3)
    for student in students:
        hand_in(build.root, student)
        build.notebook(answer, scheme, name="2_proof", folder=f"submitted/{student}")
    CourseGradebook.of(build.course).register("demo")
    with LocalPool(setup_of(build.root), 1) as pool:
        pool.wait_until_ready()
        graded = grade(build.root, students, Echo(pool))
    assert len(graded) == 300

    settings = Config()
    settings.CourseDirectory.root = str(build.root)
    api = NbGraderAPI(CourseDirectory(config=settings), config=settings)
    before = [one["needs_manual_grade"] for one in api.get_submissions("demo")]
    with Gradebook(f"sqlite:///{build.root}/gradebook.db") as gradebook:
        for row in gradebook.db.query(Grade).all():
            if row.name == "proof":
                row.manual_score, row.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    after = {one["student"]: one for one in api.get_submissions("demo")}
    notebooks = api.get_notebooks("demo")

    assert before == [True] * 300
    assert set(after) == set(students)
    assert {(one["needs_manual_grade"], one["score"]) for one in after.values()} == {(False, 4.0)}
    assert [one["needs_manual_grade"] for one in notebooks] == [False, False]
