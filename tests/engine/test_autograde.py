"""`autograder grade`, the real `nbgrader autograde` and formgrader's API: one way in, all of it the same."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from gradebook_rows import NATURAL, rows
from nbgrader.api import Gradebook

from autograder.exercise.lift import as_cell
from autograder.gradebook.writer import SECRET

ASSIGNMENT = "ch177"
STAMPS = ("2026-03-01 10:00:00 UTC", "2026-03-02 09:30:00 UTC", "2026-03-03 00:00:00 UTC", "")
LOOKING_AROUND = """\
import os
import layers
print(layers.MINE, open("requirements.txt").read(), os.listdir())"""
GRADED = ("ada", "bob", "cy", "dee")
SETTINGS = """
c.LateSubmissionPlugin.penalty_method = "zero"
c.CourseDirectory.groupshared = True
c.CourseDirectory.student_id_exclude = "fay"
c.Autograde.create_student = False
c.Autograde.permissions = 640
c.Autograde.exclude_overwriting = {"ch177": ["layers.py"]}
c.Autograde.pre_convert_hook = "hooks.begin"
c.Autograde.post_convert_hook = "hooks.end"
"""
HOOKS = """
from pathlib import Path


def begin(*, assignment, student, notebooks):
    note("begin", notebooks)


def end(*, assignment, student, notebooks):
    note("end", notebooks)


def note(what, notebooks):
    student = Path(notebooks[0]).parts[-3]
    with Path("hooks.txt").open("a") as file:
        file.write(f"{what} {student} {len(notebooks)}\\n")
"""
# What formgrader does when its button is pressed, once for each student.
BUTTON = """
import json, sys
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

api = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py").load_config())
print(json.dumps({student: api.autograde(sys.argv[1], student) for student in sys.argv[2:]}))
"""


def _answer(folder, student, exercises, answer):
    """Write a submission; `answer` makes code, source or None of an exercise."""
    target = folder / "submitted" / student / ASSIGNMENT
    shutil.copytree(folder / "release" / ASSIGNMENT, target, ignore=shutil.ignore_patterns("0_*"))
    for path in target.glob("*.ipynb"):
        document = nbformat.read(path, as_version=4)
        for cell in document.cells:
            exercise = exercises.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
            code = answer(exercise) if exercise and cell.cell_type == "code" else None
            if code is not None:
                cell.source = as_cell(exercise, code, exercises)
            elif cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = "Because." if student == "ada" else cell.source
        nbformat.write(document, path)
    return target


def _break(target):
    """All that goes wrong with submissions, in one."""
    paths = {path.stem[0]: path for path in target.glob("*.ipynb")}
    paths["1"].write_bytes(paths["1"].read_bytes()[:2000])
    document = nbformat.read(paths["2"], as_version=4)
    place = next(
        i for i, cell in enumerate(document.cells) if cell.metadata.get("nbgrader", {}).get("solution")
    )
    twin = nbformat.from_dict(document.cells[place])
    twin["id"] = "pasted"
    document.cells.insert(place + 1, twin)
    nbformat.write(document, paths["2"])
    paths["3"].unlink()
    document = nbformat.read(paths["4"], as_version=4)
    document.cells.insert(1, nbformat.v4.new_code_cell("import os\nos._exit(0)"))
    del document.cells[
        next(i for i, c in enumerate(document.cells) if c.metadata.get("nbgrader", {}).get("grade"))
    ]
    nbformat.write(document, paths["4"])
    document = nbformat.read(paths["5"], as_version=4)
    cell = next(c for c in document.cells if c.metadata.get("nbgrader", {}).get("solution"))
    cell.source += "\nreturn return"
    cell.metadata["nbgrader"]["grade"] = True
    nbformat.write(document, paths["5"])


def _reference(exercise):
    return exercise.reference_code


def _mostly_wrong(exercise):
    """Wrong but for one answer, so that there are points for a penalty to take."""
    return _reference(exercise) if exercise.name == "tanh" else _misconception(exercise)


def _misconception(exercise):
    return exercise.misconceptions[-1].answer if exercise.misconceptions else exercise.reference_code


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory, copy_course, root, exercises, nbgrader):
    """Six submissions in a course with all kinds of settings. Its gradebook knows all students but eve."""
    folder = copy_course(tmp_path_factory.mktemp("handed_in") / "course")
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(SETTINGS)
    (folder / "hooks.py").write_text(HOOKS)
    ended = nbgrader(folder, "generate_assignment", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-02 00:00:00 UTC")
        for student in (*GRADED, "fay"):
            gradebook.update_or_create_student(student)
    kinds = {"ada": _reference, "bob": _mostly_wrong, "cy": lambda exercise: None, "dee": _reference}
    for (student, answer), stamp in zip(kinds.items(), STAMPS, strict=True):
        target = _answer(folder, student, exercises, answer)
        if stamp:
            (target / "timestamp.txt").write_text(stamp + "\n")
    for student in ("eve", "fay"):
        shutil.copytree(folder / "submitted" / "cy", folder / "submitted" / student)
    _break(folder / "submitted" / "dee" / ASSIGNMENT)
    _bring_files(folder / "submitted" / "ada" / ASSIGNMENT)
    return folder


def _bring_files(target):
    """A layers.py of one's own, which counts; requirements, which don't; a note; and what nobody wants."""
    with (target / "layers.py").open("a") as file:
        file.write("MINE = 'my own layers'\n")
    (target / "requirements.txt").write_text("none of yours\n")
    (target / "notes.txt").write_text("to be remembered\n")
    (target / "__pycache__").mkdir()
    (target / "__pycache__" / "layers.pyc").write_bytes(b"")
    (target / "scratch.ipynb").write_text("{}")
    path = target / "1_parameter_count.ipynb"
    document = nbformat.read(path, as_version=4)
    document.cells.append(nbformat.v4.new_code_cell(LOOKING_AROUND))
    nbformat.write(document, path)


@pytest.fixture(scope="module")
def by_us(handed_in, tmp_path_factory):
    """Graded by `autograder grade`."""
    folder = shutil.copytree(handed_in, tmp_path_factory.mktemp("ours") / "course")
    ended = _autograder(folder, "grade", ASSIGNMENT, "--json", "result.json")
    assert ended.returncode == 1, ended.stderr
    (folder / "said.txt").write_text(ended.stdout)
    return folder


@pytest.fixture(scope="module")
def by_nbgrader(handed_in, tmp_path_factory, nbgrader):
    """Graded by the real `nbgrader autograde`."""
    folder = shutil.copytree(handed_in, tmp_path_factory.mktemp("nbgrader") / "course")
    ended = nbgrader(folder, "autograde", ASSIGNMENT)
    assert ended.returncode == 1, ended.stderr
    (folder / "said.txt").write_text(ended.stderr)
    return folder


@pytest.fixture(scope="module")
def by_formgrader(handed_in, tmp_path_factory):
    """Graded by what formgrader's button calls, student by student."""
    folder = shutil.copytree(handed_in, tmp_path_factory.mktemp("formgrader") / "course")
    command = [sys.executable, "-c", BUTTON, ASSIGNMENT, *GRADED]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, ended.stderr
    (folder / "said.json").write_text(ended.stdout)
    return folder


def _autograder(folder, *arguments):
    command = [sys.executable, "-m", "autograder", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)


def _submissions(folder):
    """The results that `autograder grade` wrote, by student."""
    document = json.loads((folder / "result.json").read_text())
    return {submission["student"]: submission for submission in document["submissions"]}


def _scores(folder):
    """The gradebook's: (student, notebook, cell) to the score and whether a person has to look."""
    scores = {}
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    key = (submission.student.id, notebook.name, grade.name)
                    scores[key] = (grade.auto_score, grade.needs_manual_grade)
    return scores


def _files(folder):
    """Everything below autograded/: content and mode, without how long it took and what a secret says."""
    found = {}
    for path in sorted((folder / "autograded").rglob("*")):
        data = None
        if path.name == ".autograder.json":
            data = {name: part for name, part in json.loads(path.read_text()).items() if name != "seconds"}
        elif path.name == SECRET:
            data = path.stat().st_size
        elif path.is_file():
            data = path.read_bytes()
        found[str(path.relative_to(folder))] = (oct(path.stat().st_mode), data)
    return found


@pytest.fixture(params=["by_nbgrader", "by_formgrader"])
def other_way(request):
    """The course as it was graded by one of the other ways in."""
    return request.getfixturevalue(request.param)


class TestTheSameResults:
    """Whichever command grades, all that it leaves is the same."""

    def test_all_rows_of_the_gradebook_agree(self, by_us, other_way):
        """Of right, wrong, blank and broken notebooks: grades, comments, penalties; but for random ids."""
        ours, theirs = rows(by_us), rows(other_way)

        for table in NATURAL:
            assert ours[table] == theirs[table], table
        assert len(ours["submitted_assignment"]) == len(GRADED)

    def test_all_files_agree(self, by_us, other_way):
        """Notebooks, records and other files, byte for byte; who may read them, and who may write where."""
        ours, theirs = _files(by_us), _files(other_way)

        assert list(ours) == list(theirs)
        for path, what in ours.items():
            assert what == theirs[path], path
        assert len([path for path in ours if path.endswith(".autograder.json")]) == len(GRADED)
        assert len([path for path in ours if path.endswith(".ipynb")]) == 4 * 5 - 1  # dee has lost one

    def test_the_hooks_are_called_for_each(self, by_us, other_way):
        """Before a submission is read and after it is written, for those that are graded."""
        ours, theirs = ((folder / "hooks.txt").read_text().splitlines() for folder in (by_us, other_way))

        assert sorted(ours) == sorted(theirs)
        assert sorted(line.split()[1] for line in ours) == sorted(2 * GRADED)

    def test_results_are_what_the_gradebook_has(self, by_us):
        """The JSON file and the database say the same."""
        scores = _scores(by_us)
        for student, submission in _submissions(by_us).items():
            for notebook in submission["notebooks"]:
                for cell in notebook["cells"]:
                    if cell["status"] != "manual":
                        assert scores[student, notebook["name"], cell["grade_id"]][0] == cell["score"]

    def test_check_agrees_with_grade(self, by_us):
        """One submission alone, without a gradebook."""
        for student in ("bob", "dee"):
            folder = by_us / "submitted" / student / ASSIGNMENT
            ended = _autograder(by_us, "check", str(folder), "--json", "checked.json")

            checked = json.loads((by_us / "checked.json").read_text())
            graded = _submissions(by_us)[student]
            assert ended.returncode in (0, 1)
            assert checked["score"] == graded["score"]
            for ours, theirs in zip(checked["notebooks"], graded["notebooks"], strict=True):
                assert (ours["name"], ours["status"]) == (theirs["name"], theirs["status"])
                for cell, other in zip(ours["cells"], theirs["cells"], strict=True):
                    for key in ("grade_id", "name", "score", "max_score", "status", "misconception"):
                        assert cell[key] == other[key]

    def test_right_and_wrong_get_what_they_deserve(self, by_us):
        """Full marks, none and some."""
        submissions = _submissions(by_us)

        assert submissions["ada"]["score"] == submissions["ada"]["max_score"]
        assert submissions["cy"]["score"] == 0
        assert 0 < submissions["dee"]["score"] < submissions["dee"]["max_score"]
        states = [notebook["status"] for notebook in submissions["dee"]["notebooks"]]
        assert states == ["unreadable", "graded", "missing", "graded", "graded"]

    def test_late_penalties_are_the_plugins(self, by_us):
        """`zero` takes all the points of whoever is late, and of nobody else."""
        with Gradebook(f"sqlite:///{by_us}/gradebook.db") as gradebook:
            penalties = {}
            for submission in gradebook.assignment_submissions(ASSIGNMENT):
                late = [notebook.late_submission_penalty for notebook in submission.notebooks]
                penalties[submission.student.id] = (sum(filter(None, late)), submission.score)
            assert penalties["ada"][0] == 0
            assert penalties["ada"][1] > 0
            assert penalties["bob"][0] == penalties["bob"][1] > 0
            assert penalties["dee"][0] == 0

    def test_settings_are_nbgraders(self, by_us):
        """Modes of files and folders, and whose layers.py it is; what is ignored is not there."""
        folder = by_us / "autograded" / "ada" / ASSIGNMENT
        modes = {path.name: path.stat().st_mode & 0o7777 for path in folder.iterdir()}

        assert set(modes.values()) == {0o640}
        assert folder.stat().st_mode & 0o2770 == 0o2770
        assert "my own layers" in (folder / "layers.py").read_text()
        assert "my own layers" not in (by_us / "autograded" / "bob" / ASSIGNMENT / "layers.py").read_text()
        source = by_us / "source" / ASSIGNMENT / "requirements.txt"
        assert (folder / "requirements.txt").read_bytes() == source.read_bytes()
        assert {"notes.txt", "timestamp.txt"} < set(modes)
        assert not {"scratch.ipynb", "__pycache__", "0_lesson.ipynb"} & set(modes)

    def test_cells_find_the_files_that_count(self, by_us):
        """Their own layers.py, since the course lets them; the course's requirements."""
        path = by_us / "autograded" / "ada" / ASSIGNMENT / "1_parameter_count.ipynb"
        output = "".join(part.text for part in nbformat.read(path, as_version=4).cells[-1].outputs)

        assert "my own layers" in output
        assert "none of yours" not in output
        assert "'notes.txt'" in output
        assert "scratch" not in output


class TestWhatIsSaid:
    """Who reads the terminal, or the window that formgrader opens, learns what happened to whom."""

    def test_nbgraders_log_names_students_notebooks_and_reasons(self, by_nbgrader):
        """What was earned, which misconception it is, what could not be read; who was left out, and why."""
        said = (by_nbgrader / "said.txt").read_text()

        assert "INFO] ada, 1_parameter_count: 4 of 4 points" in said
        assert re.search(
            r"INFO\] bob, 1_parameter_count: 0 of 4 points\n.* test_hand_count: 0 of 1 points: \w+", said
        )
        assert "ERROR] dee, 1_parameter_count: unreadable: 1_parameter_count.ipynb is cut off" in said
        assert "WARNING] dee, 3_stored_activations: missing: This notebook was not handed in." in said
        assert "ERROR] eve: left out, the gradebook has no such student." in said
        for student in ("dee", "eve"):
            assert f"ERROR] There was an error processing assignment 'ch177' for student '{student}'" in said
        assert said.count("There was an error") == 2
        assert "fay" not in said
        assert "Traceback" not in said

    def test_formgraders_log_does(self, by_formgrader):
        """Each student's own; what fell short is no success, as with nbgrader."""
        said = json.loads((by_formgrader / "said.json").read_text())

        assert {student: result["success"] for student, result in said.items()} == {
            "ada": True,
            "bob": True,
            "cy": True,
            "dee": False,
        }
        assert "bob, 1_parameter_count: 0 of 4 points" in said["bob"]["log"]
        assert "1_parameter_count: unreadable" in said["dee"]["log"]
        assert "bob" not in said["dee"]["log"]

    def test_our_own_command_leaves_out_the_same(self, by_us):
        """And says so."""
        said = (by_us / "said.txt").read_text()

        assert "eve: left out, the gradebook has no such student." in said
        assert "fay" not in said


class TestThroughNbgrader:
    """What the real command does with what it is given."""

    def test_whoever_comes_second_has_nothing_to_do(self, by_nbgrader, tmp_path, nbgrader):
        """What has not changed is skipped, and said to be, whichever command graded it and whichever asks."""
        folder = shutil.copytree(by_nbgrader, tmp_path / "course")
        before = _files(folder), rows(folder)

        ours = _autograder(folder, "grade", ASSIGNMENT)
        theirs = nbgrader(folder, "autograde", ASSIGNMENT)

        assert "4 of 4 have not changed since they were graded." in ours.stdout
        assert theirs.stderr.count("Skipping existing assignment") == 4
        assert (_files(folder), rows(folder)) == before

    def test_one_notebook_of_one_student_leaves_the_rest(self, by_nbgrader, tmp_path, nbgrader):
        """With --notebook and --student: other rows, notebooks and people's results stay as they are."""
        folder = shutil.copytree(by_nbgrader, tmp_path / "course")
        path = folder / "submitted" / "ada" / ASSIGNMENT / "1_parameter_count.ipynb"
        path.write_bytes((folder / "submitted" / "cy" / ASSIGNMENT / path.name).read_bytes())
        for other in (folder / "submitted").glob(f"*/{ASSIGNMENT}/2_*.ipynb"):
            other.write_text("not to be looked at")
        before, files = _scores(folder), _files(folder)

        ended = nbgrader(folder, "autograde", ASSIGNMENT, "--notebook", "1_*", "--student", "ada")

        assert ended.returncode == 0, ended.stderr
        after = {place: score for place, score in _scores(folder).items() if score != before[place]}
        assert {place: score for place, (score, _) in after.items()} == {
            ("ada", "1_parameter_count", "test_hand_count"): 0,
            ("ada", "1_parameter_count", "test_count_parameters"): 0,
        }
        changed = {Path(name).name for name, what in _files(folder).items() if what != files[name]}
        assert changed == {"1_parameter_count.ipynb", ".autograder.json"}
        again = _autograder(folder, "grade", ASSIGNMENT, "--student", "ada")
        assert again.returncode == 1
        assert "ada, 2_transpose_identity: unreadable" in again.stdout

    def test_links_do_not_bring_the_course_into_the_process(self, handed_in, tmp_path, nbgrader):
        """A submission with links is graded; what they point to isn't there when the cells run."""
        folder = shutil.copytree(handed_in, tmp_path / "course")
        target = folder / "submitted" / "ada" / ASSIGNMENT
        (target / "data.txt").symlink_to("../../../source/ch177/1_parameter_count.ipynb")
        path = target / "1_parameter_count.ipynb"
        document = nbformat.read(path, as_version=4)
        document.cells.append(nbformat.v4.new_code_cell("import os\nprint(sorted(os.listdir('.')))"))
        nbformat.write(document, path)

        ended = nbgrader(folder, "autograde", ASSIGNMENT, "--student", "ada")

        assert ended.returncode == 0, ended.stderr
        written = nbformat.read(folder / "autograded/ada" / ASSIGNMENT / path.name, as_version=4)
        output = "".join(part.get("text", "") for part in written.cells[-1].outputs)
        assert "layers.py" in output
        assert "data.txt" not in output
        scores = {key[2]: score for key, (score, _) in _scores(folder).items() if key[0] == "ada"}
        assert scores["test_count_parameters"] > 0

    def test_environment_of_the_command_is_not_the_students(self, handed_in, tmp_path, root):
        """A token in nbgrader's environment isn't in the student's."""
        folder = shutil.copytree(handed_in, tmp_path / "course")
        path = folder / "submitted/ada" / ASSIGNMENT / "1_parameter_count.ipynb"
        document = nbformat.read(path, as_version=4)
        document.cells.append(nbformat.v4.new_code_cell("import os\nprint(dict(os.environ))"))
        nbformat.write(document, path)
        environment = os.environ | {"SECRET_TOKEN": "s3cr3t", "PYTHONPATH": str(root)}
        programs = os.path.dirname(sys.executable)
        environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"

        ended = subprocess.run(
            [f"{programs}/nbgrader", "autograde", ASSIGNMENT, "--student", "ada", "--notebook", "1_*"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )

        assert ended.returncode == 0, ended.stderr
        written = (folder / "autograded/ada" / ASSIGNMENT / path.name).read_text()
        assert "TMPDIR" in written
        assert "s3cr3t" not in written
