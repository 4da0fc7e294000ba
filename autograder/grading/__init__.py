"""Grading a submission: from files to results and graded notebooks, without a gradebook."""

from autograder.grading.engine import Engine, Graded

__all__ = ["Engine", "Graded"]
