"""Answers that nobody foresaw: wrong ones lose points, are told nothing untrue; right ones lose nothing."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from unforeseen_answers import CLASSES, answers

from autograder.course import Role
from autograder.exercise.values import Raised, several, show
from autograder.verify.trial import tried, warm_pair

SAYS = {
    "thought": lambda verdict: verdict.hint is not None,
    "situation": lambda verdict: "asked:" in verdict.feedback or "has to pass first" in verdict.feedback,
    "line": lambda verdict: re.search(r"\bline \d", verdict.feedback) is not None,
    "name": lambda verdict: (
        re.search(
            r"looks for|is called|in this order|returns?\b|only compares|(was|were) expected",
            verdict.feedback,
        )
        is not None
    ),
    "unanswered": lambda verdict: verdict.feedback == "Not answered yet.",
}
WRONG, RIGHT = list(answers("wrong")), list(answers("right"))


@pytest.fixture(scope="module")
def judged(course):
    """The verdicts on an answer's own grade cells, under a seed."""
    assignment = course.assignment("ch177")
    with contextlib.closing(warm_pair(assignment)) as pair:

        @cache
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
    lost = [verdict for verdict in found if verdict.score != verdict.max_score]
    assert all(SAYS[answer.gets](verdict) for verdict in lost), [verdict.feedback for verdict in lost]


def test_half_are_told_the_deviation_and_three_quarters_where_it_shows(judged):
    """The thought error or exact deviation, be it in a name; the line, or the situation in which it fails."""
    told = [
        {
            kind
            for kind in SAYS
            for verdict in judged(answer)
            if verdict.score != verdict.max_score and SAYS[kind](verdict)
        }
        for answer in WRONG
    ]

    assert sum(answer.gets in ("thought", "name") for answer in WRONG) >= len(WRONG) / 2
    assert sum(bool(kinds & {"line", "situation"}) for kinds in told) >= 0.75 * len(WRONG)


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


@pytest.fixture
def paste(course):
    """What code gives in a notebook that has an answer in it: the last line's value, or an error."""
    assignment = course.assignment("ch177")

    def pasted(answer, code):
        cells = assignment.notebook_of(answer.exercise).cells
        sources = [cell.source for cell in cells if cell.role in (Role.SOLUTION, Role.LOCKED)]
        ids = [cell.grade_id for cell in cells if cell.role in (Role.SOLUTION, Role.LOCKED)]
        names = {"__name__": "__main__"}
        with course.importable("ch177"), contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            for grade_id, source in zip(ids, sources, strict=True):
                exec(answer.source if grade_id == answer.exercise else source, names)
            *steps, last = ast.parse(code).body
            try:
                exec(compile(ast.Module(steps, []), "pasted", "exec"), names)
                return eval(compile(ast.Expression(last.value), "pasted", "eval"), names)
            except Exception as error:
                return Raised.of(error)
            finally:
                plt.close("all")

    return pasted


def descriptions(value, of=""):
    """The ways in which feedback says what came back."""
    if isinstance(value, Raised):
        yield f" raised {show(value)}"
        return
    if isinstance(value, Axes):
        yield from lacking(value)
        return
    words = [show(value)]
    if isinstance(value, np.ndarray):
        words.append(f"an array of shape {value.shape}")
        axes = [one for one in value.ravel() if isinstance(one, Axes)]
        words += [f"a list of {len(axes)} Axes"] if axes else []
    elif isinstance(value, list | tuple):
        words += [several(value), "a pair of" if len(value) == len("ab") else "a tuple of"]
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from descriptions(inner, f'{of}["{key}"]')
    elif isinstance(value, bool | int | np.generic):
        words.append(str(bool(value)))
    yield from (f"{of} was {word}" for word in words)
    yield from () if of else (f" gave {word}" for word in words)


def lacking(axes):
    """What a plot lacks, in the words of feedback."""
    for axis, label in (("x", axes.get_xlabel()), ("y", axes.get_ylabel())):
        if not label:
            yield f"The {axis} axis has no label."
    if axes.get_legend() is None:
        yield "The legend has no entries."


@pytest.mark.parametrize("answer", WRONG, ids=str)
def test_smallest_case_can_be_pasted_and_gives_what_is_said(judged, paste, answer):
    """In a fresh notebook with the student's answer in it, before any other call."""
    findings = [found for verdict in judged(answer) for found in verdict.findings if found.smallest]

    for found in findings:
        value = paste(answer, found.smallest)
        assert any(text in found.gives for text in descriptions(value)), (found.smallest, value, found.gives)


def test_nearly_all_failures_have_a_case_to_paste(judged):
    """But for values, and for plots that are looked at as a whole."""
    functions = [one for one in WRONG if one.exercise not in ("hand_count", "closer_to_zero_centered")]
    verdicts = [verdict for one in functions for verdict in judged(one)]
    failed = [found for verdict in verdicts for found in verdict.findings if found.holds is False]

    assert sum(bool(found.smallest) for found in failed) >= 0.95 * len(failed)
