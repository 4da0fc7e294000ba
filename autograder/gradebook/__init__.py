"""nbgrader's gradebook: the assignment in it, autograding into it, scores out of it."""

from autograder.gradebook.gradebook import CourseGradebook

__all__ = ["CourseGradebook"]
