"""A course on disk: where its assignments, solutions and submissions are, and what they ask."""

from autograder.course.assignment import Cell, Notebook, Role, exercise_of, read_notebook
from autograder.course.course import Course

__all__ = ["Cell", "Course", "Notebook", "Role", "exercise_of", "read_notebook"]
