"""A course on disk: where its assignments, solutions and submissions are, and what they ask."""

from autograder.course.assignment import Assignment, Notebook, exercise_of, read_notebook
from autograder.course.cell import Cell, Role, role_of
from autograder.course.course import Course

__all__ = ["Assignment", "Cell", "Course", "Notebook", "Role", "exercise_of", "read_notebook", "role_of"]
