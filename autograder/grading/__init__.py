"""Grading a submission: from files to results and graded notebooks, without a gradebook."""

from autograder.grading.engine import Engine, GradedNotebook

__all__ = ["Engine", "GradedNotebook"]
