"""From a graded notebook to a page, as nbconvert has it.

Not one of nbconvert's templates with another style: they escape nothing by themselves, and show a notebook
from top to bottom, while a student asks by exercise. This one makes the page from a template that escapes
whatever isn't marked as clean. nbgrader goes on to say what the page is called and where it lies.
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.exporters.exporter import FilenameExtension

from autograder.course import Assignment, Course, Notebook
from autograder.feedback.as_released import AsReleased
from autograder.feedback.scores import Scores
from autograder.feedback.sections import sections
from autograder.gradebook.writer import RECORD
from autograder.pages import page

_REPLACED = {"GetGrades", "CSSHTMLHeaderPreprocessor", Scores.__name__, AsReleased.__name__}


class FeedbackPage(Exporter):
    """Writes the page; nbgrader says where, and under which name.

    To name this class is all that a configuration has to do: it brings the preprocessors that the page needs,
    in place of nbgrader's own and of those that a configuration lists of them. Any others run after them. And
    it keeps the grader's record, which says what of ours broke, from being copied beside the page.
    """

    output_mimetype = "text/html"
    file_extension = FilenameExtension(".html")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._course: Course | None = None
        if self.parent is not None:  # nbgrader registers what is listed there as soon as this is made
            others = [one for one in self.parent.preprocessors if _name(one) not in _REPLACED]
            self.parent.preprocessors = [Scores, AsReleased, *others]
            self.parent.coursedir.ignore = [*self.parent.coursedir.ignore, RECORD]

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:
        """The page of a notebook with its scores, and what nbconvert's writer wants to know."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        ids = resources["nbgrader"]
        assignment = self._assignment(ids["assignment"])
        name = ids["notebook"]
        instructor = assignment.notebooks.get(name) or assignment.lessons.get(name) or Notebook(name, ())
        found, rest = sections(nb, assignment.exercises, instructor, assignment.lessons.values())
        return page("feedback", "feedback", ids=ids, sections=found, rest=rest), resources

    def _assignment(self, name: str) -> Assignment:
        if self._course is None:
            self._course = Course.of_nbgrader(self.parent)
        return self._course.assignment(name)


def _name(preprocessor: Any) -> str:
    """Of one that a configuration may give as a class, a function or a dotted name."""
    return str(getattr(preprocessor, "__name__", preprocessor)).rpartition(".")[2]
