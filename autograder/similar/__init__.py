"""Answers that are more alike than chance would have them, for a person to look at."""

from autograder.similar.answers import Class, read_class
from autograder.similar.compare import Group, alike
from autograder.similar.similar_page import similar_page

__all__ = ["Class", "Group", "alike", "read_class", "similar_page"]
