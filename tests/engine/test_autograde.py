"""`autograder check`, `autograder grade` and the real `nbgrader autograde`: one engine, the same results."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.exercise.lift import as_cell

ASSIGNMENT = "ch177"
TABLES = (
    "assignment notebook base_cell grade_cells solution_cells task_cells source_cell student "
    "submitted_assignment submitted_notebook grade comment course alembic_version"
).split()
STAMPS = ("2026-03-01 10:00:00 UTC", "2026-03-02 09:30:00 UTC", "2026-03-03 00:00:00 UTC", "")


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


def _misconception(exercise):
    return exercise.misconceptions[-1].answer if exercise.misconceptions else exercise.reference_code


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory, copy_course, root, exercises, nbgrader):
    """The course with four submissions, and a gradebook that knows the assignment and its due date."""
    folder = copy_course(tmp_path_factory.mktemp("handed_in") / "course")
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    ended = nbgrader(folder, "generate_assignment", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-02 00:00:00 UTC")
    kinds = {"ada": _reference, "bob": _misconception, "cy": lambda exercise: None, "dee": _reference}
    for (student, answer), stamp in zip(kinds.items(), STAMPS, strict=True):
        target = _answer(folder, student, exercises, answer)
        if stamp:
            (target / "timestamp.txt").write_text(stamp + "\n")
    _break(folder / "submitted" / "dee" / ASSIGNMENT)
    return folder


@pytest.fixture(scope="module")
def by_nbgrader(handed_in, tmp_path_factory, nbgrader):
    """Graded by the real `nbgrader autograde`."""
    folder = shutil.copytree(handed_in, tmp_path_factory.mktemp("nbgrader") / "course")
    ended = nbgrader(folder, "autograde", ASSIGNMENT)
    assert ended.returncode == 0, ended.stderr
    return folder


@pytest.fixture(scope="module")
def by_us(handed_in, tmp_path_factory):
    """Graded by `autograder grade`."""
    folder = shutil.copytree(handed_in, tmp_path_factory.mktemp("ours") / "course")
    ended = _autograder(folder, "grade", ASSIGNMENT, "--json", "result.json")
    assert ended.returncode in (0, 1), ended.stderr
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


def _rows(folder, table):
    """All rows of a table, as texts, the random ids replaced."""
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as connection:
        rows = connection.execute(f"select * from {table}").fetchall()
    return sorted(re.sub(r"'[0-9a-f]{32}'", "'id'", repr(row)) for row in rows)


class TestTheSameResults:
    """Whichever command grades, the points are the same."""

    def test_every_score_in_the_gradebook_agrees(self, by_nbgrader, by_us):
        """Of right, wrong, blank and broken notebooks."""
        assert _scores(by_us) == _scores(by_nbgrader)
        assert len({student for student, _, _ in _scores(by_us)}) == 4

    @pytest.mark.parametrize("table", TABLES)
    def test_rows_of_every_table_agree(self, by_nbgrader, by_us, table):
        """Grades, comments, penalties, cells: but for random ids."""
        ours, theirs = _rows(by_us, table), _rows(by_nbgrader, table)

        assert ours == theirs

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

    def test_graded_notebooks_agree(self, by_nbgrader, by_us):
        """The same cells, sources and outputs; but for ids, and for what nbgrader adds."""
        ours = sorted((by_us / "autograded").glob(f"*/{ASSIGNMENT}/*.ipynb"))
        theirs = sorted((by_nbgrader / "autograded").glob(f"*/{ASSIGNMENT}/*.ipynb"))

        assert [path.relative_to(by_us) for path in ours] == [
            path.relative_to(by_nbgrader) for path in theirs
        ]
        for left, right in zip(ours, theirs, strict=True):
            for mine, other in zip(_cells(left), _cells(right), strict=True):
                assert mine == other, left

    def test_other_files_agree(self, by_nbgrader, by_us):
        """Those of the course, with their content, and the time of submission."""

        def others(folder):
            results = folder / "autograded"
            return {
                str(path.relative_to(results)): path.read_bytes()
                for path in results.rglob("*")
                if path.is_file() and path.suffix != ".ipynb" and path.name != ".autograder.json"
            }

        ours, theirs = others(by_us), others(by_nbgrader)

        assert sorted(ours) == sorted(theirs)
        for name, data in ours.items():
            assert data.strip() == theirs[name].strip(), name

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


def _cells(path):
    cells = []
    for cell in nbformat.read(path, as_version=4).cells:
        outputs = [
            {key: value for key, value in output.items() if key not in ("metadata", "execution_count")}
            for output in cell.get("outputs", [])
        ]
        for output in outputs:
            output.get("data", {}).pop("image/png", None)
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cells.append((cell.cell_type, grade_id, cell.source, outputs))
    return cells


class TestThroughNbgrader:
    """What the real command does with what it is given."""

    def test_second_run_is_skipped_unless_forced(self, by_nbgrader, nbgrader):
        """As nbgrader does it; --force gives the same scores again."""
        before = _scores(by_nbgrader)

        ended = nbgrader(by_nbgrader, "autograde", ASSIGNMENT, "--student", "bob", "--force")

        assert ended.returncode == 0, ended.stderr
        assert _scores(by_nbgrader) == before

    def test_grade_after_autograde_agrees(self, by_nbgrader, tmp_path):
        """One gradebook, one folder: whoever comes second finds what it expects."""
        folder = shutil.copytree(by_nbgrader, tmp_path / "course")
        before = _scores(folder)

        ended = _autograder(folder, "grade", ASSIGNMENT, "--json", "result.json")

        assert ended.returncode in (0, 1), ended.stderr
        assert _scores(folder) == before

    def test_links_do_not_bring_the_course_into_the_process(self, handed_in, tmp_path, nbgrader):
        """A submission with links is graded; what they point to isn't there when the cells run."""
        folder = shutil.copytree(handed_in, tmp_path / "course")
        for student in ("bob", "cy", "dee"):
            shutil.rmtree(folder / "submitted" / student)
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
        for student in ("bob", "cy", "dee"):
            shutil.rmtree(folder / "submitted" / student)
        path = folder / "submitted/ada" / ASSIGNMENT / "1_parameter_count.ipynb"
        document = nbformat.read(path, as_version=4)
        document.cells.append(nbformat.v4.new_code_cell("import os\nprint(dict(os.environ))"))
        nbformat.write(document, path)
        environment = os.environ | {"SECRET_TOKEN": "s3cr3t", "PYTHONPATH": str(root)}
        programs = os.path.dirname(sys.executable)
        environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"

        ended = subprocess.run(
            [f"{programs}/nbgrader", "autograde", ASSIGNMENT, "--notebook", "1_parameter_count"],
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
