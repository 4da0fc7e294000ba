"""Answers that are more alike than chance would have them, for a person to look at."""

from autograder.similar.answers import Class, read_class
from autograder.similar.compare import Pair, alike
from autograder.similar.similar_page import similar_page

__all__ = ["Class", "Pair", "alike", "read_class", "similar_page"]
