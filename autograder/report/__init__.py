"""A class as one web page for its instructor: scores, exercises, misconceptions, and who needs a person."""

from autograder.report.anonymous import anonymised
from autograder.report.class_page import class_page
from autograder.report.gather import class_report
from autograder.report.model import ClassReport
from autograder.report.rubric import written_questions
from autograder.report.written_page import written_page

__all__ = ["ClassReport", "anonymised", "class_page", "class_report", "written_page", "written_questions"]
