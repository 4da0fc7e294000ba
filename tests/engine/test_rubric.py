"""The rubric of written answers: read from the mark scheme, counted from what persons wrote."""

import pytest
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook import CourseGradebook
from autograder.report import written_questions
from autograder.report.rubric import Criterion, criteria_of

SCHEME = """Why?

=== BEGIN MARK SCHEME ===

3 points.

- 1 point, the rule: named, or shown
  with entries.
- 2 points, all depths: an induction;
  - any start will do.

- Do not penalise: loose words.

=== END MARK SCHEME ==="""


def test_criteria_are_the_items_with_points():
    """Label, points, text; other items are none."""
    first, second = criteria_of(SCHEME)

    assert (first.label, first.points, first.text) == ("the rule", 1.0, "named, or shown with entries.")
    assert (second.label, second.points) == ("all depths", 2.0)
    assert second.text.endswith("any start will do.")
    assert criteria_of("Full marks for a proof.\n- be kind: always") == ()


@pytest.mark.parametrize(
    ("comment", "given"),
    [
        ("the rule: 1 of 1 points.", 1.0),
        ("Well done.\n- The rule: 0.5 of 1 points. Which one?", 0.5),
        ("the rule: 9 of 1 points.", 1.0),
        ("the rules of the game: 1 of 1", None),
        ("the rule is missing", None),
        ("", None),
    ],
)
def test_points_are_read_from_a_comment(comment, given):
    """As pasted, edited or in a longer comment; never more than it is worth."""
    assert Criterion("the rule", 1.0, "").points_in(comment) == given


def test_what_is_pasted_is_read_again():
    """For every number of points."""
    criterion = Criterion("the product (A B)ᵀ", 2.5, "")

    assert [criterion.points_in(criterion.comment(points)) for points in (0, 0.5, 2.5)] == [0, 0.5, 2.5]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, make_course, hand_in):
    """Three who have proved something, and one who has not; ada's and bob's proofs are graded."""
    build = make_course(tmp_path_factory.mktemp("rubric") / "course")
    build.double()
    build.release()

    def proof(folder, text="Why?"):
        answer = build.cell(text, "proof", cell_type="markdown", grade=True, solution=True, points=3)
        question = SCHEME if folder == "source" else "Why?\n"
        task = build.cell(question, "scheme", cell_type="markdown", task=True, locked=True, points=0)
        build.notebook(task, answer, name="2_proof", folder=folder)

    proof("source")
    proof("release", "YOUR ANSWER HERE")
    for student in ("ada", "bob", "cy", "dee"):
        hand_in(build.root, student)
        proof(
            f"submitted/{student}",
            "YOUR ANSWER HERE" if student == "dee" else f"Because of <b>{student}</b>.",
        )
    with pytest.raises(SystemExit):
        main(["grade", "demo", "--course", str(build.root), "--jobs", "1"])
    with Gradebook(f"sqlite:///{build.root}/gradebook.db") as gradebook:
        for student, rule in (("ada", "1"), ("bob", "0.5")):
            grade = gradebook.find_grade("proof", "2_proof", "demo", student)
            grade.manual_score, grade.needs_manual_grade = 2.0, False
            comment = gradebook.find_comment("proof", "2_proof", "demo", student)
            comment.manual_comment = f"the rule: {rule} of 1 points.\nall depths: 1 of 2 points."
        gradebook.db.commit()
    return build.course


def test_what_persons_gave_is_counted_by_criterion(graded):
    """And whose answer waits: nobody's who wrote nothing."""
    gradebook = CourseGradebook.of(graded)
    with gradebook.open_existing() as opened:
        (question,) = written_questions(opened, graded.assignment("demo"), gradebook.autograded_folder)

    assert (question.notebook, question.cell, question.points) == ("2_proof", "proof", 3.0)
    assert question.graded == ["ada", "bob"]
    assert [criterion.given for criterion in question.criteria] == [[1.0, 0.5], [1.0, 1.0]]
    assert [(answer.student, answer.text) for answer in question.waiting] == [("cy", "Because of <b>cy</b>.")]


def test_the_command_writes_the_page(graded, capsys):
    """Beside the report, and says so; anonymous reports have none."""
    with pytest.raises(SystemExit):
        main(["report", "demo", "--course", str(graded.root)])
    said = capsys.readouterr().out.replace("\n", "")
    with pytest.raises(SystemExit):
        main(["report", "demo", "--course", str(graded.root), "--anonymous"])

    page = (graded.root / "report" / "demo-written.html").read_text("utf-8")
    assert "1 to grade" in said
    assert "2a proof</bdi>" in page
    assert "0.75 on average, of 2" in page
    assert "Because of <b>cy</b>." in page
    assert {path.name for path in (graded.root / "report").iterdir()} == {
        "demo.html",
        "demo-written.html",
        "demo-anonymous.html",
    }
