"""nbgrader's gradebook: the assignment in it, verdicts into it."""

from autograder.gradebook.gradebook import CourseGradebook

__all__ = ["CourseGradebook"]
