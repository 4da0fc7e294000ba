"""The chapter's made-up class: graded, completed by a person, exported, and read back."""

import csv
import io
import json
import shutil

import pytest
from nbgrader.api import Gradebook
from running import Started

MANUAL = {"explanation": 1.5, "gradient_argument": 2.0, "proof": 2.25}
SCHEMES = {"task_explanation": 0.0, "task_gradient_argument": 0.0, "task_proof": 0.0}


@pytest.fixture(scope="module")
def graded(rebuilt, tmp_path_factory):
    """A class of three, graded by the machine; and what that gave, by student."""
    folder = shutil.copytree(rebuilt, tmp_path_factory.mktemp("export") / "course")
    for arguments in (
        ["sample", "--assignment", "ch177", "-n", 3, "--seed", 8],
        ["grade", "ch177", "--json", "out.json"],
    ):
        with Started(folder, *arguments) as command:
            ended = command.ended()
            assert ended.returncode == 0, ended.stderr
    document = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return folder, {submission["student"]: submission for submission in document["submissions"]}


@pytest.fixture(scope="module")
def completed(graded):
    """Then a person grades the written answers, as formgrader writes it; students and their points."""
    folder, results = graded
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        for student in results:
            for notebook in gradebook.find_submission("ch177", student).notebooks:
                for grade in notebook.grades:
                    if grade.name in MANUAL:
                        grade.manual_score, grade.needs_manual_grade = MANUAL[grade.name], False
        gradebook.db.commit()
    return {student: result["score"] + sum(MANUAL.values()) for student, result in results.items()}


def canvas(students, column):
    """A gradebook as Canvas exports it."""
    lines = [
        f"Student,ID,SIS User ID,SIS Login ID,Section,{column},Final Score",
        "    Points Possible,,,,,27.00,(read only)",
        *(f'"Doe, Jo",{500 + number},,{student},A,,80.00' for number, student in enumerate(students)),
    ]
    return "\n".join(lines) + "\n"


def test_what_canvas_reads_is_what_was_given(graded, completed):
    """The machine's points and the person's, in the row of each login."""
    folder, results = graded
    (folder / "canvas.csv").write_text(canvas(results, "ch177 (8801)"))

    with Started(folder, "export", "ch177", "--to", "canvas", "--into", "canvas.csv") as command:
        ended = command.ended()

    assert (ended.returncode, ended.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO((folder / "canvas-ch177.csv").read_text())))
    read = {row["SIS Login ID"]: float(row["ch177 (8801)"]) for row in rows[1:]}
    assert read == completed
    assert len(set(read.values())) > 1


def test_every_exercise_is_in_the_table(graded, completed):
    """Each cell of `grade --json` with its score, and a person's beside them."""
    folder, results = graded

    with Started(folder, "export", "ch177", "--to", "json") as command:
        assert command.ended().returncode == 0

    document = json.loads((folder / "ch177.json").read_text(encoding="utf-8"))
    assert {student["student_id"]: student["score"] for student in document["students"]} == completed
    for student in document["students"]:
        machine = {
            cell["grade_id"]: cell["score"]
            for notebook in results[student["student_id"]]["notebooks"]
            for cell in notebook["cells"]
            if cell["status"] != "manual"
        }
        given = {name: score for name, score in student["cells"].items() if score is not None}
        assert given == machine | MANUAL | SCHEMES
    assert document["max_score"] == 27
