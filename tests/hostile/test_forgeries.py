"""No forgery earns a point, though most of them do in a stock kernel.

Both halves are measured: that stock nbgrader gives points, so the forgery is a real one, and that this
project doesn't.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from forging import (
    HERE,
    RIGHT,
    WRONG,
    Forgery,
    build_course,
    copy_course,
    corpus,
    gradebook_scores,
    our_scores,
    stock_scores,
)

FORGERIES = corpus()
MAX_SCORE = 11

EARNING = [forgery for forgery in FORGERIES if forgery.earns]

each_forgery = pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.student)


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with all submissions, graded by nobody."""
    return build_course(tmp_path_factory.mktemp("hostile") / "course", FORGERIES)


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float | None]:
    """Stock nbgrader's points by student, of those who say that they earn some there, and the honest ones."""
    return stock_scores(build_course(tmp_path_factory.mktemp("stock") / "course", EARNING))


@pytest.fixture(scope="session")
def our_course(target: Path) -> Path:
    """A copy of the course, for this project to grade."""
    return copy_course(target, "ours")


@pytest.fixture(scope="session")
def ours(our_course: Path) -> dict[str, dict[str, Any]]:
    """This project's results by student."""
    return our_scores(our_course)


@pytest.fixture(scope="session")
def our_gradebook(our_course: Path, ours: dict[str, dict[str, Any]]) -> dict[str, dict[str, float]]:
    """This project's points in nbgrader's gradebook, by student and grade cell."""
    return gradebook_scores(our_course)


def cells_of(submission: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The results of a submission by grade_id."""
    return {cell["grade_id"]: cell for notebook in submission["notebooks"] for cell in notebook["cells"]}


def test_corpus_is_large_and_real() -> None:
    """There are sixty forgeries or more, forty of them earn points, and some in every class."""
    classes = {forgery.student.partition("-")[0] for forgery in FORGERIES}
    earning_classes = {forgery.student.partition("-")[0] for forgery in EARNING}

    assert len(FORGERIES) >= 60
    assert len(EARNING) >= 40
    assert earning_classes == classes


@pytest.mark.parametrize("answer", ["ans", "sq", "words", "mean_of", "Counter2"])
def test_every_answer_is_forged(answer: str) -> None:
    """Each kind of answer (number, function, list, partial credit, class) has forgeries that earn points."""
    earning = [forgery for forgery in EARNING if answer in forgery.cells]

    assert len(earning) >= 3


def test_stock_is_stock() -> None:
    """The course's configuration doesn't bring this project in."""
    config = (HERE / "course" / "nbgrader_config.py").read_text(encoding="utf-8")

    assert "autograder" not in config


def test_stock_grades_honest_students(stock: dict[str, float | None]) -> None:
    """The tests of the course are right: full marks for right answers, none for wrong ones."""
    assert (stock[RIGHT], stock[WRONG]) == (MAX_SCORE, 0)


@pytest.mark.parametrize("forgery", EARNING, ids=lambda forgery: forgery.student)
def test_stock_gives_points(forgery: Forgery, stock: dict[str, float | None]) -> None:
    """A forgery that says so earns on stock nbgrader: it is a real one."""
    points = stock[forgery.student] or 0

    assert points >= 1


def test_right_answers_get_full_marks(ours: dict[str, dict[str, Any]]) -> None:
    """What keeps forgeries out doesn't cost an honest student anything."""
    submission = ours[RIGHT]

    assert submission["score"] == submission["max_score"] == MAX_SCORE
    assert {cell["status"] for cell in cells_of(submission).values()} == {"passed"}


def test_wrong_answers_get_nothing(ours: dict[str, dict[str, Any]]) -> None:
    """The wrong answers that every forgery starts from earn nothing by themselves."""
    submission = ours[WRONG]

    assert (submission["score"], submission["max_score"]) == (0, MAX_SCORE)
    assert {cell["status"] for cell in cells_of(submission).values()} == {"failed"}


@each_forgery
def test_forgery_earns_nothing(forgery: Forgery, ours: dict[str, dict[str, Any]]) -> None:
    """A forgery gets no more than the wrong answers it is made of, in any cell."""
    submission, honest = ours[forgery.student], cells_of(ours[WRONG])

    for grade_id, cell in cells_of(submission).items():
        assert cell["status"] != "passed", f"{grade_id} passed"
        assert (cell["score"] or 0) <= honest[grade_id]["score"], f"{grade_id} got {cell['score']}"
    assert submission["score"] <= ours[WRONG]["score"]
    assert submission["max_score"] == MAX_SCORE


@each_forgery
def test_gradebook_has_no_points(
    forgery: Forgery, our_gradebook: dict[str, dict[str, float]], ours: dict[str, dict[str, Any]]
) -> None:
    """The gradebook knows of no points either, neither the machine's nor a person's."""
    scores = our_gradebook.get(forgery.student, {})

    assert sum(scores.values()) <= ours[WRONG]["score"]
