"""What a wrong answer does beyond the listed misconceptions: said where it is certain, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from autograder.exercise import Exercise, expect_equal, expect_truth
from autograder.judge import Seed, judge

scaling = Exercise("scaled")


@scaling.reference
def scaled(x, factors):
    """Each row of x times all factors."""
    return x * np.prod(factors)


@scaling.check(points=1)
def multiplies(scaled, reference, rng):
    """Every factor counts."""
    for many in (2, 3, 4, 5):
        x, factors = rng.normal(size=(many, 3)), rng.uniform(2, 3, size=many).tolist()
        expect_equal(scaled(x, factors), reference(x, factors))


@scaling.misconception
def adds_factors(x, factors):
    """You add the factors."""
    return x * np.sum(factors)


@scaling.misconception
def shifts(x, factors):
    """Your numbers are too large by one."""
    return scaled(x, factors) + 1


single = Exercise("single")


@single.reference
def single_answer(x):
    """Whether x is positive."""
    return bool(np.all(x > 0))


@single.check(points=1)
def tells_the_sign(single, reference, rng):
    """True where all are positive."""
    for sign in (1, -1, 1, -1, 1):
        x = sign * rng.uniform(1, 2, size=3)
        expect_truth(single(x), reference(x))


chaining = Exercise("chained")


@chaining.reference
def chained(weights, x):
    """The layers, one after the other."""
    for W in weights:
        x = W @ x
    return x


@chaining.check(points=1)
def goes_through_all_layers(chained, reference, rng):
    """Each layer gets what the one before gave."""
    for sizes in ([3, 3, 3], [4, 4, 4], [2, 2, 3], [2, 3, 2, 4], [5, 2, 4, 3]):
        weights = [rng.normal(size=(n_out, n_in)) for n_in, n_out in pairwise(sizes)]
        for _ in range(2):
            x = rng.normal(size=sizes[0])
            expect_equal(chained(weights, x), reference(weights, x))


def hint_on(exercise, answer, seed=0):
    """What is said of an answer: the explanation's id and text, or None."""
    verdict = judge(
        {exercise.name: exercise}, exercise.name, {exercise.name: answer}, seed=Seed("t", str(seed))
    )
    return verdict.hint and (verdict.hint.kind, verdict.hint.id, verdict.hint.text)


@pytest.mark.parametrize(
    ("answer", "id"),
    [
        (lambda x, factors: -scaled(x, factors), "negated"),
        (lambda x, factors: scaled(x, factors).T, "transposed"),
        (lambda x, factors: scaled(x, factors).mean(axis=0), "row-mean"),
        (lambda x, factors: x, "given-x"),
        (lambda x, factors: 5.0, "constant"),
        (lambda x, factors: scaled(x, factors) - 2, "plus-number"),
        (lambda x, factors: scaled(x, factors) / len(factors), "divided by-factors-length"),
        (lambda x, factors: [x, scaled(x, factors)], "with-last"),
        (lambda x, factors: scaled(x, factors[:-1]), "factors:no-last"),
        (lambda x, factors: scaled(x, factors[:1]), "factors:one"),
        (lambda x, factors: x * np.sum(factors) + 1, "adds_factors+shifts"),
        (lambda x, factors: -adds_factors(x, factors), "adds_factors+negated"),
        (lambda x, factors: -scaled(x, factors).T, "negated+transposed"),
        (lambda x, factors: scaled(x[::-1], factors[1:]).sum(), "factors:no-first+sum"),
    ],
)
def test_behaviour_is_named_under_any_seed(answer, id):
    """One change of arguments or results, two of them, or two misconceptions, whatever the inputs are."""
    found = [hint_on(scaling, answer, seed) for seed in range(3)]

    assert [(kind, name) for kind, name, _ in found] == [("derived", id)] * 3


@pytest.mark.parametrize(
    "answer",
    [
        scaled,
        lambda x, factors: x * np.exp(np.sum(np.log(factors))),
        lambda x, factors: x * np.var(factors),
        lambda x, factors: None,
        lambda x, factors: x.nothing,
        lambda x, factors: -scaled(x, factors) if len(factors) < 5 else scaled(x, factors),
        lambda x, factors: -scaled(x, factors) if len(factors) < 4 else x.nothing,
    ],
    ids=[
        "right",
        "right otherwise",
        "of no kind",
        "nothing",
        "errors",
        "contradicted",
        "two wrong ones alone",
    ],
)
def test_nothing_is_said_where_nothing_is_certain(answer):
    """Not of right answers, not of errors alone, not where one answer contradicts it."""
    assert hint_on(scaling, answer) is None


def test_an_answer_that_is_always_the_same_is_called_that():
    """It is the constant, whatever else would fit too."""
    _, name, text = hint_on(single, lambda x: False)

    assert name == "constant"
    assert text.startswith("Your answers are always False (wrong in 3 of 5 calls).")


def test_fewer_than_three_wrong_answers_are_not_explained():
    """Two may be chance."""
    assert hint_on(single, lambda x: True) is None


def test_what_errors_alone_tell_apart_is_not_said():
    """Of two layers the first left out is the last alone; of more, none fit where each gets x again."""

    def x_is_never_replaced(weights, x):
        for W in weights:
            h = W @ x
        return h

    assert hint_on(chaining, x_is_never_replaced) is None


def test_of_two_misconceptions_it_is_said_what_each_alone_would_be_told():
    """Their hints are quoted: each was written for one alone."""
    _, _, text = hint_on(scaling, lambda x, factors: x * np.sum(factors) + 1)

    assert text == (
        "Two things are wrong at once. Of the one alone you would read: “You add the factors.” "
        "Of the other: “Your numbers are too large by one.”"
    )


def test_it_says_how_many_answers_are_wrong_and_asks():
    """Behaviour, then a question; no cause, no right value."""
    _, _, text = hint_on(scaling, lambda x, factors: scaled(x, factors[:-1]))

    assert text == (
        "Your answers are those of a right one that gets `factors` without the last entry "
        "(wrong in 4 of 4 calls). What becomes of the last entry?"
    )
