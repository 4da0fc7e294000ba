"""Stock nbgrader gives the same scores: a course of ours is graded right without the engine too."""

import pytest

from autograder.course import Role
from autograder.exercise.lift import as_cell

STUDENTS = ("blank", "first-misconceptions", "last-misconceptions", "reference")


@pytest.fixture(scope="module")
def answers(exercises, reference_cells):
    """What each made-up student writes, by student and exercise."""

    def cells(choose):
        chosen = {name: choose(exercise) for name, exercise in exercises.items()}
        return {
            name: as_cell(exercises[name], entry.answer, exercises)
            for name, entry in chosen.items()
            if entry is not None
        }

    first = cells(lambda exercise: exercise.misconceptions[0] if exercise.misconceptions else None)
    last = cells(lambda exercise: exercise.misconceptions[-1] if exercise.misconceptions else None)
    return {
        "blank": {},
        "first-misconceptions": reference_cells | first,
        "last-misconceptions": reference_cells | last,
        "reference": reference_cells,
    }


@pytest.fixture(scope="module")
def graded(stock_course, nbgrader, hand_in, answers):
    """Automatic scores by student and grade cell, from nbgrader's own gradebook."""
    from nbgrader.api import Gradebook

    for student, cells in answers.items():
        hand_in(stock_course / "submitted" / student / "ch177", cells)
    for command in ("generate_assignment", "autograde"):
        ended = nbgrader(stock_course, command, "ch177")
        assert ended.returncode == 0, ended.stderr
    with Gradebook(f"sqlite:///{stock_course / 'gradebook.db'}") as gradebook:
        return {
            student: {
                grade.name: grade.auto_score
                for notebook in gradebook.find_submission("ch177", student).notebooks
                for grade in notebook.grades
                if grade.cell.cell_type == "code"
            }
            for student in answers
        }


@pytest.fixture(scope="module")
def tried(course, try_answers, answers):
    """Scores by student and grade cell, as `autograder verify` tries answers."""
    stubs = {
        cell.grade_id: "raise NotImplementedError()"
        for notebook in course.assignment("ch177").notebooks.values()
        for cell in notebook.with_role(Role.SOLUTION)
    }
    scores = {}
    for student, cells in answers.items():
        scores[student] = {verdict.grade_id: verdict.score for verdict in try_answers(stubs | cells)}
    return scores


@pytest.mark.parametrize("student", STUDENTS)
def test_stock_nbgrader_gives_the_same_scores(graded, tried, student):
    """Cell by cell, from its own kernel and its own gradebook."""
    assert graded[student] == tried[student]


def test_scores_are_what_they_should_be(tried, course, exercises):
    """Who knows it all gets all points, who writes nothing none, and wrong ones lose what they should."""
    points = {
        cell.grade_id: cell.points
        for notebook in course.assignment("ch177").notebooks.values()
        for cell in notebook.grade_cells
    }
    lost = {
        place: [
            cell for one in exercises.values() if one.misconceptions for cell in one.misconceptions[at].loses
        ]
        for place, at in (("first", 0), ("last", -1))
    }

    assert tried["reference"] == points
    assert sum(tried["blank"].values()) == 0
    for place in ("first", "last"):
        kept = {cell: 0 if cell in lost[place] else worth for cell, worth in points.items()}
        assert tried[f"{place}-misconceptions"] == kept
