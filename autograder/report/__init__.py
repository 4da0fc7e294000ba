"""A class as one web page for its instructor: scores, exercises, misconceptions, and who needs a person."""

from autograder.report.anonymous import anonymised
from autograder.report.class_page import class_page
from autograder.report.gather import class_report
from autograder.report.model import ClassReport

__all__ = ["ClassReport", "anonymised", "class_page", "class_report"]
