"""Grades out of the gradebook: into the files of learning platforms, and into plain ones."""

from autograder.export.class_scores import ClassScores, StudentScores
from autograder.export.fill import Filled, fill
from autograder.export.layout import PLATFORMS, Layout
from autograder.export.plain_table import PLAIN, as_bytes
from autograder.export.sheet import Sheet

__all__ = [
    "PLAIN",
    "PLATFORMS",
    "ClassScores",
    "Filled",
    "Layout",
    "Sheet",
    "StudentScores",
    "as_bytes",
    "fill",
]
