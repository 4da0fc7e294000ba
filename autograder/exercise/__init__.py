"""Exercises, checks and misconceptions: what a solution module is written with."""

from autograder.exercise.exercise import Alternative, Check, Exercise, Misconception
from autograder.exercise.expect import expect, expect_equal, expect_shape, expect_truth
from autograder.exercise.values import Raised, same, show
from autograder.remote.drawing import Artist, Drawing, describe_axes

__all__ = [
    "Alternative",
    "Artist",
    "Check",
    "Drawing",
    "Exercise",
    "Misconception",
    "Raised",
    "describe_axes",
    "expect",
    "expect_equal",
    "expect_shape",
    "expect_truth",
    "same",
    "show",
]
