"""nbgrader's gradebook: the assignment in it, verdicts into it."""

from autograder.gradebook.gradebook import CourseGradebook
from autograder.gradebook.writer import Writer, recorded

__all__ = ["CourseGradebook", "Writer", "recorded"]
