"""Answers that nobody foresaw: wrong ones lose points, are told nothing untrue; right ones lose nothing."""

from __future__ import annotations

import contextlib

import pytest
from unforeseen_answers import CLASSES, answers

from autograder.verify.trial import tried, warm_pair

WRONG, RIGHT = list(answers("wrong")), list(answers("right"))


@pytest.fixture(scope="module")
def judged(course):
    """The verdicts on an answer's own grade cells, under a seed."""
    assignment = course.assignment("ch177")
    with contextlib.closing(warm_pair(assignment)) as pair:

        def verdicts(answer, seed=0):
            notebook = assignment.notebook_of(answer.exercise)
            replaced = {answer.exercise: answer.source}
            return tried(pair.judge, assignment, notebook, replaced, seed=seed, only=answer.exercise)

        yield verdicts


def test_there_are_enough_answers_each_with_its_class(exercises):
    """120 wrong ones and more, of every exercise, and forty right ones."""
    assert len(WRONG) >= 120
    assert len(RIGHT) >= 40
    assert {answer.exercise for answer in WRONG} == {answer.exercise for answer in RIGHT} == set(exercises)
    assert {answer.gets for answer in WRONG} == set(CLASSES)
    assert len(set(map(str, WRONG))) == len(WRONG)


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_wrong_answer_loses_points_and_gets_an_explanation_where_there_is_one(judged, answer):
    """It is like no listed misconception, so it isn't accused of one; what it does instead is said."""
    found = judged(answer)

    assert sum(verdict.score or 0 for verdict in found) < sum(verdict.max_score for verdict in found)
    assert [verdict.misconception for verdict in found if verdict.misconception] == []
    assert [verdict.broken for verdict in found if verdict.broken] == []
    if answer.gets == "thought":
        assert all(verdict.hint for verdict in found if verdict.score != verdict.max_score)


@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_right_answer_keeps_its_points_and_is_explained_nothing(judged, answer):
    """However it is written."""
    found = judged(answer)

    assert all(verdict.score == verdict.max_score for verdict in found), found
    assert [verdict.hint for verdict in found if verdict.hint] == []


def test_another_seed_gives_the_same_explanation(judged):
    """Of a hundred explained answers, 95 get the same one whatever the inputs are."""
    explained = [answer for answer in WRONG if answer.gets == "thought"]

    ids = [
        [{verdict.hint and verdict.hint.id for verdict in judged(answer, seed)} for seed in (1, 2)]
        for answer in explained
    ]

    same = sum(one == other and one != {None} for one, other in ids)
    assert same >= 0.95 * len(explained)


def _hints(verdicts):
    return {verdict.hint.id for verdict in verdicts if verdict.hint}
